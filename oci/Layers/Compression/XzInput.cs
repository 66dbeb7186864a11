using System.Buffers.Binary;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// The bytes of an .xz file. A read that finds less than it asks for throws <see cref="EndOfStreamException"/>: the decoder of
/// the blocks' content would go on with what is not there.
/// </summary>
internal sealed class XzInput(Stream source) : ReadOnlyStream
{
    private const int InputBufferSize = 64 << 10;
    private const int MaxNumberLength = 9;
    private readonly PeekableStream _input = new(source, InputBufferSize);
    private ReflectedCrc _crc = ReflectedCrc.Crc32();

    public override long Position
    {
        get => _input.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>The CRC-32 of what was read since <see cref="StartChecksum"/>.</summary>
    public ulong Checksum => _crc.Value;

    /// <summary>The next byte, or -1 at the end.</summary>
    public int Peek() => _input.Peek();

    public override int Read(Span<byte> buffer)
    {
        _input.ReadExactly(buffer);
        return buffer.Length;
    }

    public override int ReadByte() => _input.ReadByte() is >= 0 and int value ? value : throw new EndOfStreamException();

    /// <summary>What is read by <see cref="ReadChecked"/> and <see cref="ReadNumber"/> from here on is under one checksum.</summary>
    public void StartChecksum() => _crc = ReflectedCrc.Crc32();

    public void ReadChecked(Span<byte> buffer)
    {
        ReadExactly(buffer);
        _crc.Append(buffer);
    }

    /// <summary>A number of seven bits a byte, lowest first (section 1.2).</summary>
    public ulong ReadNumber()
    {
        ulong number = 0;
        byte value = 0;
        for (int i = 0; i < MaxNumberLength; i++)
        {
            ReadChecked(new Span<byte>(ref value));
            number |= (ulong)(value & 0x7F) << (7 * i);
            if (value < 0x80)
            {
                return value != 0 || i == 0 ? number : throw Corrupt();
            }
        }

        throw Corrupt();
    }

    /// <summary>Reads zero bytes up to a multiple of four from <paramref name="start"/>.</summary>
    public void ReadPadding(long start, bool isChecked)
    {
        byte value = 0;
        while ((Position - start) % 4 != 0)
        {
            ReadExactly(new Span<byte>(ref value));
            if (isChecked)
            {
                _crc.Append([value]);
            }

            Require(value == 0);
        }
    }

    /// <summary>Reads a checksum, which must be that of what was read since <see cref="StartChecksum"/>.</summary>
    public void ReadChecksum()
    {
        Span<byte> expected = stackalloc byte[sizeof(uint)];
        ReadExactly(expected);
        Require(BinaryPrimitives.ReadUInt32LittleEndian(expected) == Checksum);
    }

    public static void Require(bool condition)
    {
        if (!condition)
        {
            throw Corrupt();
        }
    }

    private static DecoderException Corrupt() => new("is corrupt xz");
}
