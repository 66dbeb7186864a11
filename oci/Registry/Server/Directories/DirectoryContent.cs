using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry.Server.Directories;

/// <summary>
/// Serves a directory: every OCI image layout below it is the repository of its path, its tags being the names of its images
/// (<c>org.opencontainers.image.ref.name</c>; of a whole reference, its tag). So <c>DIR/library/debian</c> is <c>library/debian</c> here and
/// <c>oci:DIR/library/debian:TAG</c> everywhere else. What is pushed is written that way.
/// <para>
/// Where the directory is a layout itself, it is the repository of its own name; and images in it whose name is a whole reference are also
/// found by that (<see cref="RepositoryName.Of"/>), for reading alone.
/// </para>
/// </summary>
public sealed class DirectoryContent : IRegistryContent
{
    private readonly RepositoryFolders _folders;

    /// <param name="directory">The directory.</param>
    /// <param name="flush">Whether files are on the disk before they get their names. True by default.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public DirectoryContent(string directory, bool flush = true)
    {
        _folders = new RepositoryFolders(directory);
        Writer = new DirectoryWriter(_folders, flush);
    }

    public IContentWriter Writer { get; }

    public ServedBlob? FindBlob(RepositoryName repository, Digest digest) => _folders.Find(repository)?.FindBlob(digest);

    public RawManifest? FindManifest(RepositoryName repository, TagOrDigest reference)
    {
        if (_folders.Find(repository) is not { } folder)
        {
            return null;
        }

        return reference.Tag is not { } tag
            ? folder.FindManifest(reference.Digest)
            : TaggedEntries(repository).FirstOrDefault(entry => entry.Tag == tag) is { Entry: { } found }
                ? folder.FindManifest(found.Digest) ?? throw new InvalidDataException($"{folder.FullPath}: the manifest {found.Digest} of {tag} is missing, or is none")
                : null;
    }

    public IEnumerable<RepositoryName> ListRepositories() => _folders.List();

    public IReadOnlyCollection<string>? ListTags(RepositoryName repository) =>
        _folders.Find(repository) is { Exists: true } ? [.. TaggedEntries(repository).Select(entry => entry.Tag).Distinct()] : null;

    public IReadOnlyList<Descriptor> ListReferrers(RepositoryName repository, Digest subject) => [.. _folders.Find(repository)?.FindReferrers(subject) ?? []];

    private IEnumerable<(string Tag, Descriptor Entry)> TaggedEntries(RepositoryName repository) =>
        _folders.EntriesOf(repository).SelectMany(entry => LayoutFolder.TagOf(LayoutFolder.NameOf(entry)) is { } tag ? new[] { (tag, entry) } : []);
}
