using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>
/// The entries of a tar of a mounted tree: all of it, or what one layer of it changed. The root itself has none. Directories are walked by handles,
/// their names in the order of their bytes, so that the same tree gives the same tar.
/// </summary>
/// <remarks>
/// The changes are named by the layer's own directory, the upper, and read from the mount, where overlayfs shows a file that has its content
/// below (metacopy) whole, and a directory that was renamed (redirect) with all that it holds.
/// </remarks>
internal sealed class TreeEntries : IDisposable
{
    private const OpenFlags DirectoryFlags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;

    private readonly TreeEntryReader _reader;
    private readonly Stack<Level> _levels = new();
    private readonly Queue<TarStreamEntry> _ready = new();

    /// <param name="tree">The root of the mount.</param>
    /// <param name="upper">The directory of the layer whose changes are wanted; null for the whole tree.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public TreeEntries(SafeFileHandle tree, SafeFileHandle? upper, Action<string>? log)
    {
        _reader = new TreeEntryReader(log);
        Push(OpenAt.Open(tree, ".", DirectoryFlags), upper is null ? null : OpenAt.Open(upper, ".", DirectoryFlags), []);
    }

    /// <summary>Reads the tree, once. A content has to be read before the next entry is asked for.</summary>
    /// <exception cref="InvalidDataException">A file changed while it was read, or a layer cannot hold it.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public IEnumerable<TarStreamEntry> Read()
    {
        while (_levels.TryPeek(out var level))
        {
            if (level.Names.TryDequeue(out var name))
            {
                Add(level, name);
            }
            else
            {
                _levels.Pop().Dispose();
            }

            while (_ready.TryDequeue(out var entry))
            {
                yield return entry;
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

    private void Add(Level level, byte[] name)
    {
        if (level.Upper is { } upper && TreeEntryReader.Query(upper, name) is { } status && OverlayMarks.IsWhiteout(status))
        {
            AddMarker(TreePath.Join(level.Path, [.. Whiteout.Prefix, .. name]), status);
            return;
        }

        var path = TreePath.Join(level.Path, name);
        if (level.Upper is not null && Whiteout.IsMarker(name))
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

    private void AddDirectory(Level level, byte[] name, byte[] path)
    {
        var tree = OpenAt.Open(level.Tree, name, DirectoryFlags);
        SafeFileHandle? upper = null;
        try
        {
            _ready.Enqueue(new TarStreamEntry(TreeEntryReader.ReadDirectory(tree, path)));
            upper = level.Upper is null ? null : OpenAt.Open(level.Upper, name, DirectoryFlags);
            var isRedirected = upper is not null && OverlayMarks.IsRedirected(upper);
            if (upper is not null && (isRedirected || OverlayMarks.IsOpaque(upper)))
            {
                AddMarker(TreePath.Join(path, Whiteout.Opaque), Statx.Query(upper));
            }

            if (isRedirected)
            {
                upper!.Dispose();
                upper = null;
            }

            Push(tree, upper, path);
        }
        catch
        {
            upper?.Dispose();
            tree.Dispose();
            throw;
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

    private void Push(SafeFileHandle tree, SafeFileHandle? upper, byte[] path) => _levels.Push(new Level(tree, upper, path));

    /// <summary>A directory that is being read; its handles are owned.</summary>
    private sealed class Level(SafeFileHandle tree, SafeFileHandle? upper, byte[] path) : IDisposable
    {
        public SafeFileHandle Tree { get; } = tree;

        /// <summary>The same directory of the layer whose changes are wanted; null where all of it is.</summary>
        public SafeFileHandle? Upper { get; } = upper;

        public byte[] Path { get; } = path;

        /// <summary>What is yet to be read.</summary>
        public Queue<byte[]> Names { get; } = new(SortedNames.Of(upper ?? tree));

        public void Dispose()
        {
            Upper?.Dispose();
            Tree.Dispose();
        }
    }
}
