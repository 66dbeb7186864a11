using System.Diagnostics;
using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>The second pass: the bytes of an image, as the first pass laid them out.</summary>
internal sealed class ImageEmitter(InodeTable inodes, ImageLayout layout, EncodedXattrs xattrs, SharedXattrs shared, ImageOutput output)
{
    private readonly DirectoryListing _listing = new(inodes);
    private readonly InodeXattrEmitter _xattrEmitter = new(layout, xattrs, shared, output);
    private long _nextBlock = layout.DataStart / ErofsFormat.BlockSize;

    public void Emit(uint formatVersion)
    {
        var hasAcl = Enumerable.Range(0, inodes.Count).Any(index => HasAcl(inodes[index]));
        new ComposefsHeader(hasAcl ? ComposefsHeader.HasAclFlag : 0, formatVersion).WriteTo(output.Reserve(ComposefsHeader.Size));
        output.PadTo(ErofsFormat.SuperblockOffset);
        Superblock().WriteTo(output.Reserve(Format.Superblock.Size));
        for (var index = 0; index < inodes.Count; index++)
        {
            EmitInode(index);
        }

        output.PadTo(layout.InodesEnd);
        shared.WriteTo(output);
        output.PadTo(layout.DataStart);
        for (var index = 0; index < inodes.Count; index++)
        {
            if (layout[index].Blocks > 0)
            {
                EmitBlocks(index);
            }
        }

        Debug.Assert(output.Position == layout.DataStart + (layout.DataBlocks * ErofsFormat.BlockSize), "both passes agree");
        output.Flush();
    }

    private static bool HasAcl(Node node) =>
        node.Xattrs.Length > 0
        && (node.GetXattr("system.posix_acl_access"u8) is not null || node.GetXattr("system.posix_acl_default"u8) is not null);

    private Superblock Superblock() => new()
    {
        FeatureCompat = ErofsFormat.FeatureMtime | ErofsFormat.FeatureXattrFilter,
        RootNid = checked((ushort)layout[0].Nid),
        InodeCount = (ulong)inodes.Count,
        BuildTime = layout.BuildTime.Seconds,
        BuildTimeNanoseconds = layout.BuildTime.Nanoseconds,
        Blocks = checked((uint)((layout.DataStart / ErofsFormat.BlockSize) + layout.DataBlocks)),
        XattrBlock = (uint)(layout.InodesEnd / ErofsFormat.BlockSize),
    };

    private void EmitInode(int index)
    {
        var node = inodes[index];
        ref readonly var plan = ref layout[index];
        output.PadTo((long)plan.Nid * ErofsFormat.SlotSize);
        Record(index, node, plan).WriteTo(output.Reserve(plan.IsCompact ? InodeRecord.CompactSize : InodeRecord.ExtendedSize));
        _nextBlock += plan.Blocks;
        if (plan.XattrSize > 0)
        {
            _xattrEmitter.Emit(index);
        }

        if (plan.Tail > 0)
        {
            EmitTail(index, node, plan.Tail);
        }
    }

    private InodeRecord Record(int index, Node node, in InodePlan plan)
    {
        var layoutOfData = IsChunked(node) ? DataLayout.ChunkBased : plan.Tail > 0 ? DataLayout.FlatInline : DataLayout.FlatPlain;
        return new InodeRecord
        {
            IsCompact = plan.IsCompact,
            Layout = layoutOfData,
            XattrCount = (ushort)XattrBodyHeader.CountFromSize(plan.XattrSize),
            Mode = (ushort)((node.Mode & 0xFFF) | (uint)inodes.TypeOf(node)),
            LinkCount = inodes.LinkCountOf(index),
            Size = (ulong)SizeOf(node, plan),
            Union = UnionOf(node, plan),
            InodeNumber = (uint)index,
            Uid = node.Uid,
            Gid = node.Gid,
            Mtime = node.MtimeSeconds,
            MtimeNanoseconds = node.MtimeNanoseconds,
        };
    }

    private static bool IsChunked(Node node) => node is RegularFileNode { Size: > 0, InlineContent: null };

    private static long SizeOf(Node node, in InodePlan plan) => node switch
    {
        DirectoryNode => ((long)plan.Blocks * ErofsFormat.BlockSize) + plan.Tail,
        RegularFileNode file => file.Size,
        SymlinkNode link => link.Target.Length,
        _ => 0,
    };

    private uint UnionOf(Node node, in InodePlan plan)
    {
        var address = plan.Blocks > 0 ? (uint)_nextBlock : 0;
        return node switch
        {
            // The C tool stores 16 bits of the format over the block's address, where there is one.
            RegularFileNode { Size: > 0, InlineContent: null } file => (address & 0xFFFF0000) | ChunkGeometry.For(file.Size).Format,
            DeviceNode device => device.Number,
            _ => address,
        };
    }

    private void EmitTail(int index, Node node, int tail)
    {
        switch (node)
        {
            case DirectoryNode:
                EmitLastBlock(index);
                break;
            case SymlinkNode link:
                output.Write(link.Target);
                break;
            case RegularFileNode { InlineContent: { } content }:
                output.Write(content.AsSpan(content.Length - tail));
                break;
            default:
                EmitNullChunks(tail / ErofsFormat.ChunkAddressSize);
                break;
        }
    }

    private void EmitBlocks(int index)
    {
        switch (inodes[index])
        {
            case DirectoryNode:
                EmitDirectoryBlocks(index);
                break;
            case SymlinkNode link:
                output.Write(link.Target);
                break;
            case RegularFileNode { InlineContent: { } content }:
                output.Write(content.AsSpan(0, Math.Min(content.Length, layout[index].Blocks * ErofsFormat.BlockSize)));
                break;
            default:
                EmitNullChunks(ChunkGeometry.MaxCount);
                break;
        }

        output.Align(ErofsFormat.BlockSize);
    }

    private void EmitNullChunks(int count) => output.Reserve(count * ErofsFormat.ChunkAddressSize).Fill(0xFF);

    private void EmitDirectoryBlocks(int index)
    {
        LoadListing(index);
        var first = 0;
        for (var block = 0; block < layout[index].Blocks; block++)
        {
            var end = _listing.EndOfBlock(first, out _);
            EmitDirents(first, end);
            output.Align(ErofsFormat.BlockSize);
            first = end;
        }
    }

    private void EmitLastBlock(int index)
    {
        LoadListing(index);
        var first = 0;
        for (var block = 0; block < layout[index].Blocks; block++)
        {
            first = _listing.EndOfBlock(first, out _);
        }

        EmitDirents(first, _listing.Count);
    }

    private void LoadListing(int index)
    {
        _listing.Load(index);
        _listing.LoadTargets();
    }

    private void EmitDirents(int first, int end)
    {
        var nameOffset = (end - first) * DirentRecord.Size;
        for (var position = first; position < end; position++)
        {
            var target = _listing.TargetAt(position);
            var type = DirentRecord.FileTypeOf(inodes.TypeOf(inodes[target]));
            new DirentRecord(layout[target].Nid, (ushort)nameOffset, type).WriteTo(output.Reserve(DirentRecord.Size));
            nameOffset += _listing.NameAt(position).Length;
        }

        for (var position = first; position < end; position++)
        {
            output.Write(_listing.NameAt(position));
        }
    }
}
