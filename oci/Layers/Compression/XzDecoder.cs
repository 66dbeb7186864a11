using System.Buffers.Binary;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// .xz of one or more streams with padding between and after them (https://tukaani.org/xz/xz-file-format.txt). The container is
/// read here and only the LZMA2 data by the library, whose own reader of the container checks neither index nor footer and
/// bounds neither the dictionary nor the index.
/// </summary>
internal sealed class XzDecoder(BlobSource source) : ReadOnlyStream
{
    private const int FlagsLength = 2;
    private readonly XzInput _input = new(source);
    private XzRecords? _found;
    private XzBlock? _block;
    private int _check;

    private static ReadOnlySpan<byte> HeaderMagic => [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00];

    private static ReadOnlySpan<byte> FooterMagic => "YZ"u8;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && (_block is not null || NextBlock()))
        {
            int count = _block!.Read(buffer);
            if (count > 0)
            {
                return count;
            }

            _found!.Add(_block.UnpaddedSize, _block.UncompressedSize);
            _block.Dispose();
            _block = null;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _block?.Dispose();
            _found?.Dispose();
        }

        base.Dispose(disposing);
    }

    // A block begins with its size, which is not 0; an index begins with 0.
    private bool NextBlock()
    {
        while (true)
        {
            if (_found is null)
            {
                if (!SkipPadding())
                {
                    return false;
                }

                ReadStreamHeader();
            }

            if (_input.Peek() != 0)
            {
                _block = new XzBlock(_input, _check);
                return true;
            }

            ReadFooter(ReadIndex());
            _found!.Dispose();
            _found = null;
        }
    }

    private bool SkipPadding()
    {
        int padding = 0;
        for (; _input.Peek() == 0; padding++)
        {
            _input.ReadByte();
        }

        return padding % 4 == 0
            ? _input.Peek() >= 0
            : throw new DecoderException("has xz stream padding that is not a multiple of four bytes");
    }

    private void ReadStreamHeader()
    {
        Span<byte> magic = stackalloc byte[HeaderMagic.Length];
        _input.ReadExactly(magic);
        if (!magic.SequenceEqual(HeaderMagic))
        {
            throw new DecoderException("has bytes after its last xz stream");
        }

        Span<byte> flags = stackalloc byte[FlagsLength];
        _input.StartChecksum();
        _input.ReadChecked(flags);
        _input.ReadChecksum();
        XzInput.Require(flags[0] == 0 && flags[1] < 0x10);
        _check = flags[1];
        _found = new XzRecords();
    }

    // Its size in bytes.
    private long ReadIndex()
    {
        long start = _input.Position;
        _input.StartChecksum();
        Span<byte> indicator = stackalloc byte[1];
        _input.ReadChecked(indicator);
        XzInput.Require(_input.ReadNumber() == _found!.Count);
        using var records = new XzRecords();
        while (records.Count < _found.Count)
        {
            records.Add(_input.ReadNumber(), _input.ReadNumber());
        }

        XzInput.Require(records.SameAs(_found));
        _input.ReadPadding(start, isChecked: true);
        _input.ReadChecksum();
        return _input.Position - start;
    }

    private void ReadFooter(long indexSize)
    {
        Span<byte> footer = stackalloc byte[sizeof(uint) + sizeof(uint) + FlagsLength];
        _input.ReadExactly(footer[..sizeof(uint)]);
        Span<byte> content = footer[sizeof(uint)..];
        _input.StartChecksum();
        _input.ReadChecked(content);
        Span<byte> magic = stackalloc byte[FooterMagic.Length];
        _input.ReadExactly(magic);
        long backward = (BinaryPrimitives.ReadUInt32LittleEndian(content) + 1L) * 4;
        XzInput.Require(
            BinaryPrimitives.ReadUInt32LittleEndian(footer) == _input.Checksum && backward == indexSize
            && content[sizeof(uint)] == 0 && content[sizeof(uint) + 1] == _check && magic.SequenceEqual(FooterMagic));
    }
}
