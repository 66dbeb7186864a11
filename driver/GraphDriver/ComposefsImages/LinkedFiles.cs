using GraphDriver.Composefs.Tree;
using GraphDriver.Linux.Files;

namespace GraphDriver.ComposefsImages;

/// <summary>
/// The files on disk that have several names. Their names are added last, the first in the order of a dump before the others, since the first is
/// the one that an image writes the inode at.
/// </summary>
internal sealed class LinkedFiles
{
    private readonly Dictionary<(DeviceNumber Device, ulong Inode), Node> _nodes = [];
    private readonly List<(byte[] Path, DirectoryNode Directory, byte[] Name, Node Node)> _names = [];

    /// <summary>Notes one more name of a file that was seen before; null where it was not.</summary>
    public Node? TryAdd(in FileStatus status, DirectoryNode directory, byte[] name, byte[] directoryPath)
    {
        if (_nodes.TryGetValue((status.Dev, status.Ino), out var node))
        {
            AddName(node, directory, name, directoryPath);
        }

        return node;
    }

    /// <summary>Notes a file and its first name.</summary>
    public void Add(in FileStatus status, Node node, DirectoryNode directory, byte[] name, byte[] directoryPath)
    {
        _nodes.Add((status.Dev, status.Ino), node);
        AddName(node, directory, name, directoryPath);
    }

    /// <summary>Puts all names into their directories.</summary>
    public void AddNames()
    {
        _names.Sort(static (a, b) => a.Path.AsSpan().SequenceCompareTo(b.Path));
        foreach (var (_, directory, name, node) in _names)
        {
            directory.Add(name, node);
        }
    }

    // With a zero for a slash, paths in the order of their bytes are in the order of a walk.
    private void AddName(Node node, DirectoryNode directory, byte[] name, byte[] directoryPath)
    {
        byte[] path = [.. directoryPath, (byte)'/', .. name];
        path.AsSpan().Replace((byte)'/', (byte)0);
        _names.Add((path, directory, name, node));
    }
}
