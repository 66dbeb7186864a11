using System.Buffers.Binary;
using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Reading;

/// <summary>Reads inode records and the data that belongs to them.</summary>
internal sealed class InodeReader
{
    private const uint TypeMask = 0xF000;
    private const uint KnownIncompatibleFeatures = 0x5;

    private readonly ImageData _data;
    private readonly long _metadata;

    /// <exception cref="InvalidDataException">The bytes are not a composefs image of a kind that is known here.</exception>
    public InodeReader(ImageData data)
    {
        _data = data;
        Span<byte> start = stackalloc byte[ErofsFormat.SuperblockOffset + Superblock.Size];
        if (data.Length < start.Length)
        {
            throw new InvalidDataException($"not a composefs image: {data.Length} bytes");
        }

        data.Read(0, start, 0);
        Header = ComposefsHeader.Parse(start);
        Superblock = Superblock.Parse(start[ErofsFormat.SuperblockOffset..]);
        if ((Superblock.FeatureIncompat & ~KnownIncompatibleFeatures) != 0)
        {
            throw new InvalidDataException($"EROFS features 0x{Superblock.FeatureIncompat:x} are not ones that composefs uses");
        }

        _metadata = (long)Superblock.MetadataBlock * ErofsFormat.BlockSize;
    }

    public ComposefsHeader Header { get; }

    public Superblock Superblock { get; }

    /// <exception cref="InvalidDataException">There is no proper inode of that number.</exception>
    public ImageInode Read(ulong nid)
    {
        if (nid > (ulong)(_data.Length / ErofsFormat.SlotSize))
        {
            throw new InvalidDataException($"inode {nid}: the number is outside of the image of {_data.Length} bytes");
        }

        var offset = _metadata + ((long)nid * ErofsFormat.SlotSize);
        Span<byte> record = stackalloc byte[InodeRecord.ExtendedSize];
        _data.Read(offset, record[..InodeRecord.CompactSize], nid);
        if (!InodeRecord.StartsCompact(record))
        {
            _data.Read(offset + InodeRecord.CompactSize, record[InodeRecord.CompactSize..], nid);
        }

        try
        {
            return new ImageInode(nid, offset, Checked(InodeRecord.Parse(record)));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"inode {nid}: {e.Message}", e);
        }
    }

    /// <summary>The whole data of an inode that has any in the image.</summary>
    public byte[] ReadData(in ImageInode inode, long maxSize)
    {
        var size = inode.Record.Size;
        if (size > (ulong)Math.Min(maxSize, _data.Length))
        {
            throw new InvalidDataException($"inode {inode.Nid}: {size} bytes of data in the image are too many");
        }

        var data = new byte[(long)size];
        for (long start = 0; start < data.Length; start += ErofsFormat.BlockSize)
        {
            var (offset, length) = LocateBlock(inode, start / ErofsFormat.BlockSize);
            _data.Read(offset, data.AsSpan((int)start, length), inode.Nid);
        }

        return data;
    }

    /// <summary>Reads one block of an inode's data, the last one maybe short, and returns its length.</summary>
    public int ReadBlock(in ImageInode inode, long block, Span<byte> destination)
    {
        var (offset, length) = LocateBlock(inode, block);
        _data.Read(offset, destination[..length], inode.Nid);
        return length;
    }

    /// <summary>Checks that a file without data in the image has chunks of zeros only.</summary>
    public void CheckChunks(in ImageInode inode)
    {
        if (inode.Record.Size > ChunkGeometry.MaxFileSize)
        {
            throw new InvalidDataException($"inode {inode.Nid}: a size of {inode.Record.Size} is over {ChunkGeometry.MaxFileSize}");
        }

        var count = ChunkGeometry.For((long)inode.Record.Size).Count;
        var room = ErofsFormat.BlockSize - (inode.TailOffset % ErofsFormat.BlockSize);
        var addresses = (int)count * ErofsFormat.ChunkAddressSize;
        Span<byte> chunk = stackalloc byte[ErofsFormat.BlockSize];
        // The C tool puts addresses that do not fit behind the inode where nobody looks for them.
        if (addresses <= room)
        {
            _data.Read(inode.TailOffset, chunk[..addresses], inode.Nid);
            if (chunk[..addresses].ContainsAnyExcept((byte)0xFF))
            {
                throw new InvalidDataException($"inode {inode.Nid}: the file has data in the image");
            }
        }
    }

    /// <summary>A number of four bytes anywhere.</summary>
    public uint ReadUInt32(long offset, ulong nid)
    {
        Span<byte> value = stackalloc byte[sizeof(uint)];
        _data.Read(offset, value, nid);
        return BinaryPrimitives.ReadUInt32LittleEndian(value);
    }

    private InodeRecord Checked(InodeRecord record)
    {
        var type = (FileType)(record.Mode & TypeMask);
        if (!Enum.IsDefined(type))
        {
            throw new InvalidDataException($"mode 0{Convert.ToString(record.Mode, 8)} has no file type");
        }

        var isChunked = record.Layout == DataLayout.ChunkBased;
        if (isChunked ? type != FileType.RegularFile || record.Size == 0 : record.Size > (ulong)_data.Length)
        {
            throw new InvalidDataException($"a {type} of {record.Size} bytes is not in the image");
        }

        return record;
    }

    private static (long Offset, int Length) LocateBlock(in ImageInode inode, long block)
    {
        var size = (long)inode.Record.Size;
        var start = block * ErofsFormat.BlockSize;
        var length = (int)Math.Min(size - start, ErofsFormat.BlockSize);
        if (inode.Record.Layout != DataLayout.FlatInline || start + length < size)
        {
            return (((long)inode.Record.Union + block) * ErofsFormat.BlockSize, length);
        }

        return (inode.TailOffset % ErofsFormat.BlockSize) + length <= ErofsFormat.BlockSize
            ? (inode.TailOffset, length)
            : throw new InvalidDataException($"inode {inode.Nid}: the data behind the inode crosses a block");
    }
}
