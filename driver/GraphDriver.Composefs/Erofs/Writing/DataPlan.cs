using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>How an inode's data is split into whole blocks elsewhere and a tail behind the inode.</summary>
internal readonly record struct DataPlan(int Blocks, int Tail)
{
    /// <summary>The C tool's bound: a longer rest takes a block.</summary>
    private const int MaxTail = ErofsFormat.BlockSize / 2;

    /// <summary>A directory's data.</summary>
    public static DataPlan For(DirectoryListing listing)
    {
        var blocks = 0;
        var end = listing.EndOfBlock(0, out var size);
        for (; end < listing.Count; blocks++)
        {
            end = listing.EndOfBlock(end, out size);
        }

        return Split(blocks, size);
    }

    /// <summary>Any other file's data.</summary>
    public static DataPlan For(Node node) => node switch
    {
        SymlinkNode link => new(0, link.Target.Length),
        RegularFileNode { InlineContent: { Length: > 0 } content } => Split(content.Length / ErofsFormat.BlockSize, content.Length % ErofsFormat.BlockSize),
        RegularFileNode { Size: > 0 and var size } => new(0, (int)ChunkGeometry.For(size).Count * ErofsFormat.ChunkAddressSize),
        _ => default,
    };

    /// <summary>
    /// The padding before an inode at a position that keeps its tail within one block. A tail that fits nowhere moves to a block of its own.
    /// </summary>
    public long PadFor(Node node, long position, int headSize, out DataPlan plan) =>
        node is SymlinkNode ? PadLink(position, headSize, out plan) : PadTail(position, headSize, out plan);

    private static DataPlan Split(int blocks, int rest) => rest > MaxTail ? new(blocks + 1, 0) : new(blocks, rest);

    // A link's target is to be in the same block as its inode, not only in one block.
    private long PadLink(long position, int headSize, out DataPlan plan)
    {
        var total = headSize + Tail;
        plan = total < ErofsFormat.BlockSize ? this : new(Blocks + 1, 0);
        var straddles = position / ErofsFormat.BlockSize != (position + total - 1) / ErofsFormat.BlockSize;
        return straddles ? ErofsFormat.Align(position, ErofsFormat.BlockSize) - position : 0;
    }

    private long PadTail(long position, int headSize, out DataPlan plan)
    {
        plan = this;
        var room = RoomAt(position + headSize);
        if (Tail <= room)
        {
            return 0;
        }

        var pad = ErofsFormat.Align(room, ErofsFormat.SlotSize);
        if (Tail <= RoomAt(position + headSize + pad))
        {
            return pad;
        }

        plan = new(Blocks + 1, 0);
        return ErofsFormat.Align(position, ErofsFormat.BlockSize) - position;
    }

    private static int RoomAt(long position) => ErofsFormat.BlockSize - (int)(position % ErofsFormat.BlockSize);
}
