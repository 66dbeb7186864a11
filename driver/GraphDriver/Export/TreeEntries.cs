using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>
/// The entries of a tar of a mounted tree: all of it, or what one layer of it changed. Directories are walked by handles, their names in the order of
/// their bytes, so that the same tree gives the same tar.
/// </summary>
/// <remarks>
/// The changes are named by the layer's own directory, the upper, and read from the mount, where overlayfs shows a file that has its content
/// below (metacopy) whole, and a directory that was renamed (redirect) with all that it holds.
/// </remarks>
internal sealed class TreeEntries : IDisposable
{
    private const OpenFlags DirectoryFlags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;

    private readonly TreeEntryReader _reader;
    private readonly Stack<TreeLevel> _levels = new();
    private readonly Queue<TarStreamEntry> _ready = new();

    private TreeEntries(TreeLevel root, Action<string>? log)
    {
        _reader = new TreeEntryReader(log);
        _levels.Push(root);
    }

    /// <summary>All of a tree; its root has no entry.</summary>
    /// <param name="tree">The root of the mount.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static TreeEntries OfAll(SafeFileHandle tree, Action<string>? log) => new(new TreeLevel(Open(tree, "."u8)), log);

    /// <summary>What a layer changed. Its root has an entry where it is not as the one below.</summary>
    /// <param name="tree">The root of the layer's mount.</param>
    /// <param name="upper">The layer's own directory.</param>
    /// <param name="below">The root of what lies below it; null where nothing does.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static TreeEntries OfChanges(SafeFileHandle tree, SafeFileHandle upper, SafeFileHandle? below, Action<string>? log)
    {
        var root = new TreeLevel(Open(tree, "."u8), Open(upper, "."u8)) { Below = below is null ? null : Open(below, "."u8) };
        var entries = new TreeEntries(root, log);
        if (below is null || HasOtherOwnerOrMode(Statx.Query(tree), Statx.Query(below)))
        {
            entries._ready.Enqueue(new TarStreamEntry(TreeEntryReader.ReadDirectory(tree, [(byte)'.'])));
        }

        return entries;
    }

    /// <summary>Reads the tree, once. A content has to be read before the next entry is asked for.</summary>
    /// <exception cref="InvalidDataException">A file changed while it was read, or a layer cannot hold it.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public IEnumerable<TarStreamEntry> Read()
    {
        while (true)
        {
            while (_ready.TryDequeue(out var entry))
            {
                yield return entry;
            }

            if (!_levels.TryPeek(out var level))
            {
                yield break;
            }

            if (level.Names.TryDequeue(out var name))
            {
                Add(level, name);
            }
            else
            {
                _levels.Pop().Dispose();
            }
        }
    }

    public void Dispose()
    {
        while (_levels.TryPop(out var level))
        {
            level.Dispose();
        }
    }

    private void Add(TreeLevel level, byte[] name)
    {
        if (level.Upper is { } upper && TreeEntryReader.Query(upper, name) is { } status && OverlayMarks.IsWhiteout(status))
        {
            AddMarker(TreePath.Join(level.Path, [.. Whiteout.Prefix, .. name]), status);
            return;
        }

        var path = TreePath.Join(level.Path, name);
        if (level.IsOfLayer && Whiteout.IsMarker(name))
        {
            throw new InvalidDataException($"'/{EntryPath.Display(path)}' cannot be in a layer, where its name stands for a deletion; rename it");
        }

        if (TreeEntryReader.Query(level.Tree, name) is { IsDirectory: true })
        {
            AddDirectory(level, name, path);
        }
        else if (_reader.Read(level.Tree, name, path) is { } entry)
        {
            _ready.Enqueue(entry);
        }
    }

    private void AddDirectory(TreeLevel parent, byte[] name, byte[] path)
    {
        var level = new TreeLevel(Open(parent.Tree, name), parent.Upper is null ? null : Open(parent.Upper, name)) { Path = path, IsOfLayer = parent.IsOfLayer };
        _levels.Push(level);
        _ready.Enqueue(new TarStreamEntry(TreeEntryReader.ReadDirectory(level.Tree, path)));
        if (level.Upper is not { } upper)
        {
            return;
        }

        level.Below = parent.Below is not null && TreeEntryReader.Query(parent.Below, name) is { IsDirectory: true } ? Open(parent.Below, name) : null;
        var isRedirected = OverlayMarks.IsRedirected(upper);
        if ((isRedirected || OverlayMarks.IsOpaque(upper)) && level.Below is not null)
        {
            AddMarker(TreePath.Join(path, Whiteout.Opaque), Statx.Query(upper));
        }

        if (isRedirected)
        {
            level.TakeAll();
        }
    }

    private void AddMarker(byte[] path, in FileStatus status) => _ready.Enqueue(new TarStreamEntry(new TarEntryDescription
    {
        Type = TarEntryType.RegularFile,
        Name = path,
        Uid = status.Uid,
        Gid = status.Gid,
        MtimeSeconds = status.MtimeSeconds,
        MtimeNanoseconds = status.MtimeNanoseconds,
    }));

    private static bool HasOtherOwnerOrMode(in FileStatus one, in FileStatus other) =>
        one.Mode != other.Mode || one.Uid != other.Uid || one.Gid != other.Gid;

    private static SafeFileHandle Open(SafeFileHandle directory, ReadOnlySpan<byte> name) => OpenAt.Open(directory, name, DirectoryFlags);
}
