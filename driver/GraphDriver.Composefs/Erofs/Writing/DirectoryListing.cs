using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>
/// The entries of one directory as they go into the image, with <c>.</c> and <c>..</c> where their bytes put them, cut into blocks.
/// One instance serves one directory after the other.
/// </summary>
internal sealed class DirectoryListing(InodeTable inodes)
{
    private DirectoryNode _directory = null!;
    private int _index;
    private int _dot;
    private int _dotDot;
    private int[] _targets = [];

    public int Count => _directory.Count + 2;

    /// <summary>Takes on a directory, for sizes and names.</summary>
    public void Load(int index)
    {
        _index = index;
        _directory = inodes.DirectoryAt(index);
        _dot = 0;
        foreach (var entry in _directory.Entries)
        {
            if (entry.Name.SequenceCompareTo("."u8) > 0)
            {
                break;
            }

            _dot++;
        }

        _dotDot = _dot + 1;
        while (_dotDot <= _directory.Count && _directory.EntryAt(_dotDot - 1).Name.SequenceCompareTo(".."u8) < 0)
        {
            _dotDot++;
        }
    }

    /// <summary>Finds the inodes of all entries, for <see cref="TargetAt"/>.</summary>
    public void LoadTargets()
    {
        if (_targets.Length < Count)
        {
            _targets = new int[Count * 2];
        }

        var next = inodes.FirstChildOf(_index);
        for (var position = 0; position < Count; position++)
        {
            _targets[position] = position == _dot ? _index : position == _dotDot ? inodes.ParentOf(_index) : TargetOf(EntryAt(position).Node, ref next);
        }
    }

    public int TargetAt(int position) => _targets[position];

    public ReadOnlySpan<byte> NameAt(int position) =>
        position == _dot ? "."u8 : position == _dotDot ? ".."u8 : EntryAt(position).Name;

    /// <summary>The end of the block that starts with an entry.</summary>
    /// <param name="first">The first entry's position.</param>
    /// <param name="size">The block's bytes, without padding.</param>
    public int EndOfBlock(int first, out int size)
    {
        size = 0;
        var position = first;
        for (; position < Count; position++)
        {
            var entry = DirentRecord.Size + NameAt(position).Length;
            if (size + entry > ErofsFormat.BlockSize)
            {
                break;
            }

            size += entry;
        }

        return position;
    }

    private int TargetOf(Node node, ref int next)
    {
        if (!node.Has(NodeFlags.Linked))
        {
            return next++;
        }

        var target = inodes.IndexOfLinked(node);
        if (target == next)
        {
            next++;
        }

        return target;
    }

    private DirectoryEntry EntryAt(int position) => _directory.EntryAt(position - (position > _dotDot ? 2 : position > _dot ? 1 : 0));
}
