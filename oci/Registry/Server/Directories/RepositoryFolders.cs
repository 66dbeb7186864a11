using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry.Server.Directories;

/// <summary>Which folder below a directory is which repository; <see cref="DirectoryContent"/> says how.</summary>
internal sealed class RepositoryFolders
{
    // Names that a layout has for something else.
    private static readonly string[] Reserved = ["blobs", LayoutIndex.FileName, LayoutIndex.VersionFileName];

    private readonly RepositoryName _own;

    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public RepositoryFolders(string directory)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (!Directory.Exists(Root))
        {
            throw new DirectoryNotFoundException($"there is no directory '{directory}'");
        }

        Top = new LayoutFolder(Root);
        _own = RepositoryName.TryParse(Path.GetFileName(Root).ToLowerInvariant(), out var own) ? own : RepositoryName.Parse("image");
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    /// <summary>The layout that the directory itself may be.</summary>
    private LayoutFolder Top { get; }

    /// <summary>The folder that holds a repository's blobs, there or not; null where no folder can.</summary>
    public LayoutFolder? Find(RepositoryName repository)
    {
        if (IsTop(repository))
        {
            return Top;
        }

        var folder = IsPossible(repository) ? FolderOf(repository) : null;
        return folder is not { Exists: true } && NamedByReference(repository).Any() ? Top : folder;
    }

    /// <summary>The folder that a repository is written to.</summary>
    /// <exception cref="RefusalException">It has none.</exception>
    public LayoutFolder ForWriting(RepositoryName repository)
    {
        if (!IsTop(repository) && !IsPossible(repository))
        {
            throw RefusalException.InvalidName($"a repository here has no part '{string.Join("', '", Reserved)}' in its name");
        }

        return Find(repository) is { } folder && (folder != Top || IsTop(repository))
            ? folder
            : throw new RefusalException(System.Net.HttpStatusCode.MethodNotAllowed, "UNSUPPORTED", $"images of {repository} are named so in the layout of {_own}: push to that");
    }

    /// <summary>The entries of a repository's index.</summary>
    public IEnumerable<Descriptor> EntriesOf(RepositoryName repository) =>
        Find(repository) is not { } folder ? []
        : folder == Top && !IsTop(repository) ? NamedByReference(repository)
        : folder.ReadEntries();

    /// <summary>All repositories. Links are not followed here.</summary>
    public IEnumerable<RepositoryName> List()
    {
        var found = new HashSet<RepositoryName>();
        if (Top.Exists)
        {
            found.Add(_own);
            found.UnionWith(Top.ReadEntries().SelectMany(RepositoriesOf));
        }

        var pending = new Stack<string>([""]);
        while (pending.TryPop(out var parent))
        {
            foreach (var child in Directory.EnumerateDirectories(Path.Combine(Root, parent)).Where(child => new DirectoryInfo(child).LinkTarget is null))
            {
                if (RepositoryName.TryParse(Path.GetRelativePath(Root, child), out var name) && IsPossible(name))
                {
                    pending.Push(name.ToString());
                    if (FolderOf(name).Exists)
                    {
                        found.Add(name);
                    }
                }
            }
        }

        return found;
    }

    private static bool IsPossible(RepositoryName repository) => !repository.Components.Any(Reserved.Contains);

    private static IEnumerable<RepositoryName> RepositoriesOf(Descriptor entry) =>
        LayoutFolder.NameOf(entry) is { } name && !ReferenceGrammar.IsTag(name) && ImageReference.TryParse(name, out var reference) && reference.Digest is null
            ? RepositoryName.Of(reference)
            : [];

    private bool IsTop(RepositoryName repository) => repository == _own && Top.Exists;

    private LayoutFolder FolderOf(RepositoryName repository) => new(Path.Combine(Root, repository.ToString()));

    private IEnumerable<Descriptor> NamedByReference(RepositoryName repository) => Top.ReadEntries().Where(entry => RepositoriesOf(entry).Contains(repository));
}
