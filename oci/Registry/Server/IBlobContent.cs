using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>The blobs of repositories.</summary>
public interface IBlobContent
{
    /// <summary>A blob of a repository; null where it has none of that digest.</summary>
    ServedBlob? FindBlob(RepositoryName repository, Digest digest);
}
