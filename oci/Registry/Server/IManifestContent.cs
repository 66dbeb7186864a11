using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>The manifests of repositories and the names that lead to them.</summary>
public interface IManifestContent
{
    /// <summary>A manifest or index, byte for byte; null where there is none, or no such repository.</summary>
    RawManifest? FindManifest(RepositoryName repository, TagOrDigest reference);

    /// <summary>The names of all repositories, in any order.</summary>
    IEnumerable<RepositoryName> ListRepositories();

    /// <summary>The tags of a repository, in any order; null where there is no such repository.</summary>
    IReadOnlyCollection<string>? ListTags(RepositoryName repository);

    /// <summary>The manifests whose subject is that digest, with artifact type and annotations; empty where there are none.</summary>
    IReadOnlyList<Descriptor> ListReferrers(RepositoryName repository, Digest subject);
}
