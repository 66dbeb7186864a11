using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>Changes what a registry serves. What it returns from is on the disk.</summary>
public interface IContentWriter
{
    /// <summary>Begins a blob of a repository, which nobody finds until it is published.</summary>
    IStagedBlob StageBlob(RepositoryName repository);

    /// <summary>Makes a blob of one repository one of another, too; false where the first has it not.</summary>
    bool MountBlob(RepositoryName repository, Digest digest, RepositoryName from);

    /// <summary>Removes a blob from a repository; false where it has none of that digest.</summary>
    bool DeleteBlob(RepositoryName repository, Digest digest);

    /// <summary>Keeps a manifest, and gives it the tag, which another one loses, where there is one.</summary>
    /// <param name="repository">The repository, which begins to be with its first manifest.</param>
    /// <param name="tag">The tag; null keeps it by its digest alone.</param>
    /// <param name="manifest">The manifest, whose blobs are there.</param>
    void PutManifest(RepositoryName repository, string? tag, RawManifest manifest);

    /// <summary>Removes a tag, or a manifest with all its tags; false where there is none.</summary>
    bool DeleteManifest(RepositoryName repository, TagOrDigest reference);
}
