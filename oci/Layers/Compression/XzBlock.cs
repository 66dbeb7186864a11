using SharpCompress.Compressors.LZMA;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>One block of an .xz stream (section 3). LZMA2 is the only filter known, as in containers/image.</summary>
internal sealed class XzBlock : IDisposable
{
    /// <summary>
    /// Dictionaries of up to 128 MiB, twice what <c>xz -9</c> uses: a blob decides how much memory its decoding costs, so
    /// there has to be a bound.
    /// </summary>
    public const int MaxDictionarySize = 128 << 20;

    private const int MaxHeaderSize = 1024;
    private const ulong Lzma2 = 0x21;

    private readonly XzInput _input;
    private readonly XzCheck _check;
    private readonly LzmaStream _content;
    private readonly int _headerSize;
    private readonly long _start;
    private readonly ulong? _compressedSize;
    private readonly ulong? _uncompressedSize;

    /// <summary>Reads the header, whose first byte has been looked at.</summary>
    public XzBlock(XzInput input, int check)
    {
        _input = input;
        _check = new XzCheck(check);
        long start = input.Position;
        input.StartChecksum();
        Span<byte> fixedPart = stackalloc byte[2];
        input.ReadChecked(fixedPart);
        _headerSize = (fixedPart[0] + 1) * 4;
        XzInput.Require((fixedPart[1] & 0x3C) == 0);
        _compressedSize = (fixedPart[1] & 0x40) != 0 ? input.ReadNumber() : null;
        _uncompressedSize = (fixedPart[1] & 0x80) != 0 ? input.ReadNumber() : null;
        byte dictionary = ReadFilter(input, filters: (fixedPart[1] & 0x03) + 1);
        ReadHeaderEnd(input, start);
        _start = input.Position;
        _content = LzmaStream.Create([dictionary], input, leaveOpen: true);
    }

    /// <summary>The bytes of header, data and check, without padding: what the index counts.</summary>
    public ulong UnpaddedSize { get; private set; }

    public ulong UncompressedSize { get; private set; }

    /// <summary>The next bytes of the content; 0 at its end, when the check was right.</summary>
    public int Read(Span<byte> buffer)
    {
        int count = _content.Read(buffer);
        _check.Append(buffer[..count]);
        UncompressedSize += (ulong)count;
        if (count == 0)
        {
            ReadEnd();
        }

        return count;
    }

    public void Dispose()
    {
        _content.Dispose();
        _check.Dispose();
    }

    private static byte ReadFilter(XzInput input, int filters)
    {
        ulong filter = input.ReadNumber();
        if (filters != 1 || filter != Lzma2)
        {
            throw new DecoderException("is xz with another filter than LZMA2 alone, which is the only one known here");
        }

        XzInput.Require(input.ReadNumber() == 1);
        byte dictionary = 0;
        input.ReadChecked(new Span<byte>(ref dictionary));
        XzInput.Require(dictionary <= 40);
        ulong size = (2UL | (dictionary & 1UL)) << ((dictionary >> 1) + 11);
        return size <= MaxDictionarySize
            ? dictionary
            : throw new DecoderException($"is xz with a dictionary of {size} bytes, where {MaxDictionarySize} is the most");
    }

    private void ReadHeaderEnd(XzInput input, long start)
    {
        int left = _headerSize - sizeof(uint) - (int)(input.Position - start);
        XzInput.Require(left >= 0);
        Span<byte> padding = stackalloc byte[MaxHeaderSize];
        input.ReadChecked(padding[..left]);
        XzInput.Require(!padding[..left].ContainsAnyExcept((byte)0));
        input.ReadChecksum();
    }

    private void ReadEnd()
    {
        ulong compressed = (ulong)(_input.Position - _start);
        XzInput.Require(compressed == (_compressedSize ?? compressed) && UncompressedSize == (_uncompressedSize ?? UncompressedSize));
        UnpaddedSize = (ulong)_headerSize + compressed + (ulong)_check.Size;
        _input.ReadPadding(_start, isChecked: false);
        Span<byte> expected = stackalloc byte[_check.Size];
        _input.ReadExactly(expected);
        XzInput.Require(_check.Matches(expected));
    }
}
