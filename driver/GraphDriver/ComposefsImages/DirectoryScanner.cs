using GraphDriver.Composefs.Tree;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;
using Microsoft.Win32.SafeHandles;
using FileType = GraphDriver.Linux.Files.FileType;

namespace GraphDriver.ComposefsImages;

/// <summary>Walks a directory and makes a node of each file; contents are handed on.</summary>
internal sealed class DirectoryScanner(DirectoryTreeOptions options, ContentReaders contents) : IDisposable
{
    // Opening what was swapped for a pipe meanwhile must not wait for its other end.
    private const OpenFlags FileFlags = OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking;

    private readonly Stack<Level> _levels = new();
    private readonly LinkedFiles _links = new();

    /// <exception cref="LinuxException">A file cannot be read.</exception>
    public FileTree Scan(string path)
    {
        var root = new DirectoryNode();
        Enter(WorkingDirectory.Handle, new LinuxPath(path).ToArray(), [], root);
        while (_levels.TryPeek(out var level))
        {
            if (level.Entries.MoveNext())
            {
                Read(level, level.Entries.Current);
            }
            else
            {
                _levels.Pop().Dispose();
            }
        }

        _links.AddNames();
        return new FileTree(root);
    }

    public void Dispose()
    {
        while (_levels.TryPop(out var level))
        {
            level.Dispose();
        }
    }

    private void Enter(SafeFileHandle parent, byte[] name, byte[] path, DirectoryNode node)
    {
        var errno = OpenAt.TryOpen(parent, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, 0, out var directory);
        LinuxException.ThrowIfError(errno, "open", path.Length == 0 ? name : path);
        _levels.Push(new Level(directory!, node, path));
        SetMetadata(node, Statx.Query(directory!));
        SetXattrs(node, directory!);
    }

    private void Read(Level level, Linux.Files.DirectoryEntry entry)
    {
        switch (entry.Type)
        {
            case FileType.Directory:
                var child = new DirectoryNode();
                level.Node.Add(entry.Name, child);
                Enter(level.Handle, entry.Name, level.PathOf(entry.Name), child);
                break;
            case FileType.Regular:
                ReadFile(level, entry.Name);
                break;
            case FileType.BlockDevice or FileType.CharacterDevice when options.SkipDevices:
                break;
            default:
                ReadSpecial(level, entry.Name);
                break;
        }
    }

    private void ReadFile(Level level, byte[] name)
    {
        var errno = OpenAt.TryOpen(level.Handle, name, FileFlags, 0, out var file);
        LinuxException.ThrowIfError(errno, "open", level.PathOf(name));
        var isHandedOn = false;
        try
        {
            var status = Statx.Query(file!);
            if (!status.IsRegularFile)
            {
                throw new InvalidDataException($"{new LinuxPath(level.PathOf(name)).ToString()} changed while it was read");
            }

            if (Place(level, name, status) is { } known)
            {
                return;
            }

            var node = new RegularFileNode { Size = status.Size };
            SetMetadata(node, status);
            SetXattrs(node, file!);
            AddNode(level, name, status, node);
            if (status.Size > 0)
            {
                isHandedOn = true;
                contents.Add(new ContentJob(file!, node, level.PathOf(name)));
            }
        }
        finally
        {
            if (!isHandedOn)
            {
                file!.Dispose();
            }
        }
    }

    private void ReadSpecial(Level level, byte[] name)
    {
        var status = Statx.Query(level.Handle, name);
        if (Place(level, name, status) is not null)
        {
            return;
        }

        Node node = status.Type switch
        {
            FileType.SymbolicLink => new SymlinkNode(ReadLinkAt.Read(level.Handle, name)),
            FileType.Fifo => new FifoNode(),
            FileType.Socket => new SocketNode(),
            FileType.CharacterDevice or FileType.BlockDevice =>
                new DeviceNode((Composefs.Tree.FileType)status.Type, status.Rdev.Major, status.Rdev.Minor),
            _ => throw new InvalidDataException($"{new LinuxPath(level.PathOf(name)).ToString()} changed while it was read"),
        };
        SetMetadata(node, status);
        if (options.Xattrs != XattrSelection.None)
        {
            SetXattrs(node, ListXattr.List(level.Handle, name), xattr => GetXattr.Get(_levels.Peek().Handle, name, xattr));
        }

        AddNode(level, name, status, node);
    }

    /// <summary>Gives a file that was seen under another name this one too.</summary>
    private Node? Place(Level level, byte[] name, in FileStatus status) =>
        status.Nlink > 1 ? _links.TryAdd(status, level.Node, name, level.Path) : null;

    private void AddNode(Level level, byte[] name, in FileStatus status, Node node)
    {
        if (status.Nlink > 1)
        {
            _links.Add(status, node, level.Node, name, level.Path);
        }
        else
        {
            level.Node.Add(name, node);
        }
    }

    private void SetMetadata(Node node, in FileStatus status)
    {
        (node.Mode, node.Uid, node.Gid) = (status.Mode, status.Uid, status.Gid);
        if (!options.UseEpoch)
        {
            (node.MtimeSeconds, node.MtimeNanoseconds) = (status.MtimeSeconds, status.MtimeNanoseconds);
        }
    }

    private void SetXattrs(Node node, SafeFileHandle file)
    {
        if (options.Xattrs != XattrSelection.None)
        {
            SetXattrs(node, ListXattr.List(file), name => GetXattr.Get(file, name));
        }
    }

    private void SetXattrs(Node node, IReadOnlyList<byte[]> names, Func<byte[], byte[]?> get)
    {
        foreach (var name in names)
        {
            if ((options.Xattrs == XattrSelection.All || name.AsSpan().StartsWith("user."u8)) && get(name) is { } value)
            {
                node.SetXattr(name, value);
            }
        }
    }

    /// <summary>A directory that is being read.</summary>
    private sealed class Level(SafeFileHandle handle, DirectoryNode node, byte[] path) : IDisposable
    {
        public SafeFileHandle Handle { get; } = handle;

        public DirectoryNode Node { get; } = node;

        /// <summary>The names from the directory that is scanned on, with a slash between them.</summary>
        public byte[] Path { get; } = path;

        public IEnumerator<Linux.Files.DirectoryEntry> Entries { get; } = DirectoryReader.Read(handle).GetEnumerator();

        public byte[] PathOf(byte[] name) => Path.Length == 0 ? name : [.. Path, (byte)'/', .. name];

        public void Dispose()
        {
            Entries.Dispose();
            Handle.Dispose();
        }
    }
}
