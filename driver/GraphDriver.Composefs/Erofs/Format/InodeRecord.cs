using System.Buffers.Binary;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>
/// An inode on disk: compact, 32 bytes, where all values fit and the mtime is the superblock's build time
/// (<c>struct erofs_inode_compact</c>), else extended, 64 bytes (<c>struct erofs_inode_extended</c>).
/// </summary>
internal readonly record struct InodeRecord
{
    public const int CompactSize = 32;
    public const int ExtendedSize = 64;

    private const int VersionMask = 1;
    private const int LayoutShift = 1;
    private const int LayoutMask = 7;
    private const int AllFormatBits = 0xF;

    public bool IsCompact { get; init; }

    public DataLayout Layout { get; init; }

    /// <summary>The size of the inline attributes in 4-byte units, counted from the last of the header's 12 bytes; 0 without attributes.</summary>
    public ushort XattrCount { get; init; }

    public ushort Mode { get; init; }

    public uint LinkCount { get; init; }

    public ulong Size { get; init; }

    /// <summary>A block address, a device number or a chunk format, by type and layout.</summary>
    public uint Union { get; init; }

    public uint InodeNumber { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>Only in extended inodes.</summary>
    public long Mtime { get; init; }

    /// <summary>Only in extended inodes.</summary>
    public uint MtimeNanoseconds { get; init; }

    public int RecordSize => IsCompact ? CompactSize : ExtendedSize;

    /// <summary>Whether the record that starts with these two bytes is a compact one.</summary>
    public static bool StartsCompact(ReadOnlySpan<byte> source) => (source[0] & VersionMask) == 0;

    /// <summary>Parses a record of <see cref="CompactSize"/> or <see cref="ExtendedSize"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The format has bits or a layout that composefs does not use.</exception>
    public static InodeRecord Parse(ReadOnlySpan<byte> source)
    {
        var format = BinaryPrimitives.ReadUInt16LittleEndian(source);
        var layout = (DataLayout)((format >> LayoutShift) & LayoutMask);
        if ((format & ~AllFormatBits) != 0 || layout is not (DataLayout.FlatPlain or DataLayout.FlatInline or DataLayout.ChunkBased))
        {
            throw new InvalidDataException($"inode format 0x{format:x4} is not one that composefs uses");
        }

        var inode = new InodeRecord
        {
            Layout = layout,
            XattrCount = BinaryPrimitives.ReadUInt16LittleEndian(source[2..]),
            Mode = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]),
            Union = BinaryPrimitives.ReadUInt32LittleEndian(source[16..]),
            InodeNumber = BinaryPrimitives.ReadUInt32LittleEndian(source[20..]),
        };
        return StartsCompact(source) ? inode.WithCompact(source) : inode.WithExtended(source);
    }

    public void WriteTo(Span<byte> destination)
    {
        destination[..RecordSize].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)(((int)Layout << LayoutShift) | (IsCompact ? 0 : VersionMask)));
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], XattrCount);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], Union);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], InodeNumber);
        if (IsCompact)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], (ushort)LinkCount);
            BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], (uint)Size);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[24..], (ushort)Uid);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[26..], (ushort)Gid);
            return;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Size);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], Uid);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], Gid);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], Mtime);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[40..], MtimeNanoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[44..], LinkCount);
    }

    private InodeRecord WithCompact(ReadOnlySpan<byte> source) => this with
    {
        IsCompact = true,
        LinkCount = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
        Size = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        Uid = BinaryPrimitives.ReadUInt16LittleEndian(source[24..]),
        Gid = BinaryPrimitives.ReadUInt16LittleEndian(source[26..]),
    };

    private InodeRecord WithExtended(ReadOnlySpan<byte> source) => this with
    {
        Size = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        Uid = BinaryPrimitives.ReadUInt32LittleEndian(source[24..]),
        Gid = BinaryPrimitives.ReadUInt32LittleEndian(source[28..]),
        Mtime = BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
        MtimeNanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(source[40..]),
        LinkCount = BinaryPrimitives.ReadUInt32LittleEndian(source[44..]),
    };
}
