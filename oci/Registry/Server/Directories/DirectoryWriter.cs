using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Registry.Server.Directories;

/// <summary>Writes the layouts of a directory. Each file is written under another name, flushed, and renamed when it is whole.</summary>
internal sealed class DirectoryWriter(RepositoryFolders folders, bool flush) : IContentWriter
{
    // Other processes are kept out of an index by its own lock, which is waited for in steps.
    private readonly Lock _index = new();
    private bool _isSwept;

    public IStagedBlob StageBlob(RepositoryName repository)
    {
        var folder = folders.ForWriting(repository);
        if (!Interlocked.Exchange(ref _isSwept, true))
        {
            TemporaryName.Sweep(folders.Root);
        }

        return new StagedFile(folders.Root, folder, flush);
    }

    public bool MountBlob(RepositoryName repository, Digest digest, RepositoryName from)
    {
        var target = folders.ForWriting(repository);
        if (folders.Find(from)?.FindBlob(digest) is not { } blob)
        {
            return false;
        }

        if (target.FindBlob(digest) is null)
        {
            var descriptor = new Descriptor { MediaType = "", Digest = digest, Size = blob.Size };
            using var source = new VerifyingStream(blob.OpenSection(0, blob.Size), descriptor, $"{from}");
            using var copy = StageBlob(repository);
            source.CopyTo(copy.Content);
            copy.Publish(digest);
        }

        return true;
    }

    public bool DeleteBlob(RepositoryName repository, Digest digest)
    {
        var folder = folders.ForWriting(repository);
        var isThere = folder.FindBlob(digest) is not null;
        File.Delete(Path.Combine(folder.FullPath, LayoutIndex.PathOf(digest)));
        return isThere;
    }

    public void PutManifest(RepositoryName repository, string? tag, RawManifest manifest)
    {
        var folder = folders.ForWriting(repository);
        lock (_index)
        {
            if (tag is null && folder.ReadEntries().Any(entry => entry.Digest == manifest.Digest) && folder.FindManifest(manifest.Digest) is not null)
            {
                return;
            }

            using var sink = new DirectorySink(folder.FullPath, flush);
            sink.Write(LayoutIndex.PathOf(manifest.Digest), manifest.Bytes);
            if (!sink.Exists(LayoutIndex.VersionFileName))
            {
                sink.Write(LayoutIndex.VersionFileName, LayoutIndex.Version);
            }

            sink.Publish(LayoutIndex.FileName, present => LayoutIndex.Add(present, manifest, tag, (name, digest) => IsReplaced(name, digest, tag, manifest.Digest), folder.FullPath));
        }
    }

    public bool DeleteManifest(RepositoryName repository, TagOrDigest reference)
    {
        var folder = folders.ForWriting(repository);
        lock (_index)
        {
            var isThere = folder.ReadEntries().Any(entry => IsNamed(LayoutFolder.NameOf(entry), $"{entry.Digest}", reference));
            if (isThere)
            {
                using var sink = new DirectorySink(folder.FullPath, flush);
                sink.Publish(LayoutIndex.FileName, present => LayoutIndex.Remove(present!, (name, digest) => IsNamed(name, digest, reference), folder.FullPath));
            }

            if (reference.Tag is null && folder.FindManifest(reference.Digest) is not null)
            {
                isThere = true;
                File.Delete(Path.Combine(folder.FullPath, LayoutIndex.PathOf(reference.Digest)));
            }

            return isThere;
        }
    }

    /// <summary>A tag has one image; an image without a tag is listed so only where it has none.</summary>
    private static bool IsReplaced(string? name, string? digest, string? tag, Digest added) =>
        tag is not null && LayoutFolder.TagOf(name) == tag || (name is null && digest == added.ToString());

    private static bool IsNamed(string? name, string? digest, TagOrDigest reference) =>
        reference.Tag is { } tag ? LayoutFolder.TagOf(name) == tag : digest == reference.Digest.ToString();
}
