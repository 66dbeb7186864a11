namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The blocks of a tar stream that are headers or belong to headers, each told to the sink.</summary>
internal sealed class TarBlocks(TarBuffer buffer, ITarByteSink? sink)
{
    /// <summary>Bound of a PAX header, a long name or a long link name; that of Go's archive/tar and of libarchive.</summary>
    public const int MaxExtensionSize = 1 << 20;

    private readonly byte[] _block = new byte[TarHeader.Size];
    private long _headerOffset;

    /// <summary>The block taken last.</summary>
    public ReadOnlySpan<byte> Block => _block;

    /// <summary>Reads the next header block; false at the end of the archive, which is two zero blocks or the end of the stream.</summary>
    public bool ReadHeader()
    {
        _headerOffset = buffer.Offset;
        if (!Take())
        {
            return false;
        }

        if (_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            Check(new TarHeader(_block).ChecksumIsRight() ? null : "a wrong checksum");
            return true;
        }

        if (Take())
        {
            Check(_block.AsSpan().ContainsAnyExcept((byte)0) ? "a zero block before it" : null);
        }

        return false;
    }

    /// <summary>Takes the next block; false at the end of the stream.</summary>
    public bool Take()
    {
        ReadOnlySpan<byte> block = buffer.Take(TarHeader.Size);
        sink?.Raw(block);
        Check(block.Length is 0 or TarHeader.Size ? null : $"the stream ends {block.Length} bytes into a block");
        block.CopyTo(_block);
        return !block.IsEmpty;
    }

    /// <summary>Reads the payload of an extension header into <paramref name="extension"/>.</summary>
    public void ReadExtension(long size, ByteField extension)
    {
        Check(size is >= 0 and <= MaxExtensionSize ? null : $"an extension of {size} bytes, where {MaxExtensionSize} is the most");
        extension.Clear();
        while (extension.Length < size)
        {
            ReadOnlySpan<byte> bytes = buffer.TakeSome(size - extension.Length);
            Check(bytes.IsEmpty ? "an extension that the stream ends in" : null);
            sink?.Raw(bytes);
            extension.Append(bytes);
        }
    }

    /// <summary>Passes what fills the last block of a payload; false where the stream ends in it, which counts as its end.</summary>
    public bool SkipPadding(long payloadSize)
    {
        int padding = TarReader.PaddingOf(payloadSize);
        ReadOnlySpan<byte> bytes = buffer.Take(padding);
        sink?.Raw(bytes);
        return bytes.Length == padding;
    }

    /// <summary>Throws what is wrong with the header read last, if anything is.</summary>
    public void Check(string? problem)
    {
        if (problem is not null)
        {
            throw new InvalidDataException($"tar header at byte {_headerOffset}: {problem}");
        }
    }
}
