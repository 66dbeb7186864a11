using System.Collections;

namespace GraphDriver.Composefs.Tree;

/// <summary>Walks all names of a tree: a directory, then what is in it, in the order of the names' bytes. The tree must not change meanwhile.</summary>
public sealed class TreeWalk : IEnumerable<TreeWalk.File>, IEnumerator<TreeWalk.File>
{
    private readonly Stack<(DirectoryNode Directory, int Next, int PathLength)> _stack = new();
    private readonly FileTree _tree;
    private byte[] _path = new byte[256];

    private TreeWalk(FileTree tree) => _tree = tree;

    public File Current { get; private set; }

    object IEnumerator.Current => Current;

    /// <summary>All names below and with the root, whose path is <c>/</c>.</summary>
    public static TreeWalk DepthFirst(FileTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new TreeWalk(tree);
    }

    public bool MoveNext()
    {
        if (Current.Node is null)
        {
            _path[0] = (byte)'/';
            Enter(_tree.Root, 1, pathLength: 0);
            return true;
        }

        while (_stack.TryPop(out var top))
        {
            if (top.Next == top.Directory.Count)
            {
                continue;
            }

            _stack.Push((top.Directory, top.Next + 1, top.PathLength));
            var entry = top.Directory.EntryAt(top.Next);
            var length = top.PathLength + 1 + entry.Name.Length;
            if (length > _path.Length)
            {
                Array.Resize(ref _path, length * 2);
            }

            _path[top.PathLength] = (byte)'/';
            entry.Name.CopyTo(_path.AsSpan(top.PathLength + 1));
            Enter(entry.Node, length, length, entry.IsLink);
            return true;
        }

        return false;
    }

    public IEnumerator<File> GetEnumerator() => new TreeWalk(_tree);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Reset() => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void Enter(Node node, int shownLength, int pathLength, bool isLink = false)
    {
        Current = new File(_path.AsMemory(0, shownLength), node, isLink);
        if (node is DirectoryNode directory)
        {
            // Asking for the entries sorts them.
            _ = directory.Entries;
            _stack.Push((directory, 0, pathLength));
        }
    }

    /// <summary>A name; the path is valid until the next.</summary>
    /// <param name="Path">From the root on, with a slash before each name.</param>
    /// <param name="Node">The file.</param>
    /// <param name="IsLink">Whether the file had another name before.</param>
    public readonly record struct File(ReadOnlyMemory<byte> Path, Node Node, bool IsLink);
}
