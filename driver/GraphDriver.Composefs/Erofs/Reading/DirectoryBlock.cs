using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Reading;

/// <summary>One block of a directory: records, then names.</summary>
internal readonly ref struct DirectoryBlock
{
    private readonly ReadOnlySpan<byte> _block;
    private readonly ulong _nid;

    /// <exception cref="InvalidDataException">The first record does not say where the names start.</exception>
    public DirectoryBlock(ReadOnlySpan<byte> block, ulong nid)
    {
        _block = block;
        _nid = nid;
        var names = block.Length < DirentRecord.Size ? 0 : DirentRecord.Parse(block).NameOffset;
        if (names < DirentRecord.Size || names % DirentRecord.Size != 0 || names > block.Length)
        {
            throw new InvalidDataException($"inode {nid}: a directory block's names start at {names} of {block.Length} bytes");
        }

        Count = names / DirentRecord.Size;
    }

    public int Count { get; }

    public DirentRecord RecordAt(int index) => DirentRecord.Parse(_block[(index * DirentRecord.Size)..]);

    /// <exception cref="InvalidDataException">The name is not within the block or no name.</exception>
    public ReadOnlySpan<byte> NameAt(int index)
    {
        var start = RecordAt(index).NameOffset;
        var end = index + 1 < Count ? RecordAt(index + 1).NameOffset : _block.Length;
        if (start < Count * DirentRecord.Size || start > end || end > _block.Length)
        {
            throw new InvalidDataException($"inode {_nid}: a name at {start} to {end} of a directory block of {_block.Length} bytes");
        }

        var name = _block[start..end];
        var padding = index + 1 < Count ? -1 : name.IndexOf((byte)0);
        name = padding < 0 ? name : name[..padding];
        return IsDots(name) || DirectoryNode.IsValidName(name)
            ? name
            : throw new InvalidDataException($"inode {_nid}: {name.Length} bytes in the directory that are no name");
    }

    /// <summary>Whether a name is <c>.</c> or <c>..</c>.</summary>
    public static bool IsDots(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);

    /// <summary>The position of a name, or the complement of where it would be.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = name.SequenceCompareTo(NameAt(middle));
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return ~low;
    }
}
