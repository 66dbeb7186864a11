using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Unicode;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// Writes the lines of tar-split exactly as Go's encoding/json writes tar-split's storage.Entry: order of fields, fields left
/// out, escapes and all.
/// </summary>
internal sealed class TarSplitLineWriter(Stream output)
{
    private const int FlushSize = 64 << 10;
    private const int ChecksumLength = sizeof(ulong);

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushSize);

    /// <summary>The number that the next line will have.</summary>
    public int Position { get; private set; }

    /// <summary>A line for bytes that are no file's content.</summary>
    public void WriteSegment(ReadOnlySpan<byte> bytes)
    {
        _buffer.Write("{\"type\":2,\"payload\":\""u8);
        WriteBase64(bytes);
        _buffer.Write("\""u8);
        EndLine();
    }

    /// <summary>A line for the content of a file. A file without content has no checksum.</summary>
    public void WriteFile(ReadOnlySpan<byte> name, long size, ulong checksum)
    {
        _buffer.Write("{\"type\":1"u8);
        WriteName(name);
        if (size == 0)
        {
            _buffer.Write(",\"payload\":null"u8);
            EndLine();
            return;
        }

        _buffer.Write(",\"size\":"u8);
        WriteNumber(size);
        Span<byte> bytes = stackalloc byte[ChecksumLength];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, checksum);
        _buffer.Write(",\"payload\":\""u8);
        WriteBase64(bytes);
        _buffer.Write("\""u8);
        EndLine();
    }

    public void Flush()
    {
        output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    private void WriteName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return;
        }

        bool isText = Utf8.IsValid(name);
        _buffer.Write(isText ? ",\"name\":\""u8 : ",\"name_raw\":\""u8);
        if (isText)
        {
            GoJsonString.Write(name, _buffer);
        }
        else
        {
            WriteBase64(name);
        }

        _buffer.Write("\""u8);
    }

    private void EndLine()
    {
        _buffer.Write(",\"position\":"u8);
        WriteNumber(Position);
        _buffer.Write("}\n"u8);
        Position++;
        if (_buffer.WrittenCount >= FlushSize)
        {
            Flush();
        }
    }

    private void WriteNumber(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer.GetSpan(20), out int written);
        _buffer.Advance(written);
    }

    private void WriteBase64(ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, _buffer.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int written);
        _buffer.Advance(written);
    }
}
