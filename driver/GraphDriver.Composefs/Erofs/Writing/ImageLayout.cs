using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>The first pass: where everything in an image lies.</summary>
internal sealed class ImageLayout
{
    private readonly InodePlan[] _plans;

    public ImageLayout(InodeTable inodes, EncodedXattrs xattrs, SharedXattrs shared)
    {
        _plans = new InodePlan[inodes.Count];
        FindBuildTime(inodes);
        var listing = new DirectoryListing(inodes);
        long position = ErofsFormat.SuperblockOffset + Superblock.Size;
        for (var index = 0; index < inodes.Count; index++)
        {
            var plan = Plan(inodes, index, listing, XattrSize(inodes, index, xattrs, shared), ref position);
            DataBlocks += plan.Blocks;
            _plans[index] = plan;
        }

        InodesEnd = ErofsFormat.Align(position, ErofsFormat.SlotSize);
        DataStart = ErofsFormat.Align(InodesEnd + shared.Size, ErofsFormat.BlockSize);
    }

    /// <summary>The mtime of the oldest inode, which compact inodes have.</summary>
    public (long Seconds, uint Nanoseconds) BuildTime { get; private set; }

    /// <summary>Where the inodes end and the shared attributes start.</summary>
    public long InodesEnd { get; }

    public long DataStart { get; }

    public long DataBlocks { get; }

    public ref readonly InodePlan this[int index] => ref _plans[index];

    private static int XattrSize(InodeTable inodes, int index, EncodedXattrs xattrs, SharedXattrs shared)
    {
        var size = shared.OwnSize(index);
        if (size == 0)
        {
            return 0;
        }

        if (shared.MayConcern(index))
        {
            xattrs.Load(index);
            size = SizeWithShared(xattrs, shared);
        }

        size += XattrBodyHeader.Size;
        return size <= XattrBodyHeader.SizeFromCount(ushort.MaxValue)
            ? (int)size
            : throw new InvalidDataException($"{inodes.PathOf(index)}: extended attributes of {size} bytes are more than EROFS can hold");
    }

    // Shared attributes are references, up to a number.
    private static long SizeWithShared(EncodedXattrs xattrs, SharedXattrs shared)
    {
        long size = 0;
        var references = 0;
        for (var i = 0; i < xattrs.Count; i++)
        {
            var isShared = references < ErofsFormat.MaxSharedXattrs && shared.TryGetOffset(xattrs[i], out _);
            references += isShared ? 1 : 0;
            size += isShared ? ErofsFormat.SharedXattrIdSize : ErofsFormat.Align(xattrs[i].Length, ErofsFormat.XattrAlignment);
        }

        return size;
    }

    private void FindBuildTime(InodeTable inodes)
    {
        BuildTime = (inodes[0].MtimeSeconds, inodes[0].MtimeNanoseconds);
        for (var index = 1; index < inodes.Count; index++)
        {
            var mtime = (inodes[index].MtimeSeconds, inodes[index].MtimeNanoseconds);
            BuildTime = mtime.CompareTo(BuildTime) < 0 ? mtime : BuildTime;
        }
    }

    private InodePlan Plan(InodeTable inodes, int index, DirectoryListing listing, int xattrSize, ref long position)
    {
        var node = inodes[index];
        var data = DataPlan.For(node);
        if (node is DirectoryNode)
        {
            listing.Load(index);
            data = DataPlan.For(listing);
        }

        var isCompact = FitsCompact(node, inodes.LinkCountOf(index), data) && !(node.Has(NodeFlags.OversizedSpecialFile) && !inodes.IsEscapedWhiteout(node));
        var headSize = (isCompact ? InodeRecord.CompactSize : InodeRecord.ExtendedSize) + xattrSize;
        position = ErofsFormat.Align(position, ErofsFormat.SlotSize);
        position += data.PadFor(node, position, headSize, out data);
        var plan = new InodePlan(checked((uint)(position / ErofsFormat.SlotSize)), xattrSize, data.Tail, data.Blocks, isCompact);
        position += headSize + data.Tail;
        return plan;
    }

    private bool FitsCompact(Node node, uint linkCount, DataPlan data)
    {
        var size = node switch
        {
            DirectoryNode => ((long)data.Blocks * ErofsFormat.BlockSize) + data.Tail,
            RegularFileNode file => file.Size,
            _ => 0,
        };
        return (node.MtimeSeconds, node.MtimeNanoseconds) == BuildTime
            && linkCount <= ushort.MaxValue
            && node.Uid <= ushort.MaxValue
            && node.Gid <= ushort.MaxValue
            && size <= uint.MaxValue;
    }
}
