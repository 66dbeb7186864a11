using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>Reads tar-split line by line. What it says of a line is valid until the next.</summary>
internal sealed class TarSplitLineReader(Stream json)
{
    // Other writers have no bound of their own; headers and padding come nowhere near it.
    private const int MaxLineLength = 64 << 20;

    private readonly ByteField _name = new();
    private readonly ByteField _payload = new();
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private bool _ended;
    private long _line;

    public TarSplitEntryType Type { get; private set; }

    /// <summary>The name of the file that a <see cref="TarSplitEntryType.File"/> stands for.</summary>
    public ReadOnlyMemory<byte> Name => _name.Memory;

    public int Position { get; private set; }

    /// <summary>How many bytes of content belong here.</summary>
    public long Size { get; private set; }

    /// <summary>The <see cref="Crc64"/> of that content.</summary>
    public ulong Checksum { get; private set; }

    /// <summary>The bytes of a <see cref="TarSplitEntryType.Segment"/>.</summary>
    public ReadOnlySpan<byte> Segment => _payload.Span;

    /// <summary>Reads the next line; false at the end.</summary>
    public bool Read()
    {
        ReadOnlySpan<byte> line;
        do
        {
            if (!TakeLine(out line))
            {
                return false;
            }

            _line++;
        }
        while (line.IsEmpty);
        try
        {
            Parse(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Malformed(e);
        }

        return true;
    }

    private void Parse(ReadOnlySpan<byte> line)
    {
        Type = 0;
        Size = 0;
        Position = 0;
        _name.Clear();
        _payload.Clear();
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ParseField(ref reader);
        }

        // Reading on throws where anything follows the object.
        reader.Read();
        Check();
    }

    private void ParseField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            Type = (TarSplitEntryType)reader.GetInt32();
        }
        else if (reader.ValueTextEquals("name"u8))
        {
            reader.Read();
            byte[] name = new byte[reader.ValueSpan.Length];
            _name.Set(name.AsSpan(0, reader.CopyString(name)));
        }
        else if (reader.ValueTextEquals("name_raw"u8))
        {
            reader.Read();
            SetFromBase64(ref reader, _name);
        }
        else if (reader.ValueTextEquals("size"u8))
        {
            reader.Read();
            Size = reader.GetInt64();
        }
        else if (reader.ValueTextEquals("payload"u8))
        {
            reader.Read();
            SetFromBase64(ref reader, _payload);
        }
        else if (reader.ValueTextEquals("position"u8))
        {
            reader.Read();
            Position = reader.GetInt32();
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void Check()
    {
        if (Type is not (TarSplitEntryType.File or TarSplitEntryType.Segment) || Size < 0)
        {
            throw Malformed();
        }

        if (Type == TarSplitEntryType.Segment || Size == 0)
        {
            return;
        }

        if (_payload.Length != sizeof(ulong))
        {
            throw Malformed();
        }

        // tar-split records the size that the header of a link or a directory gives, with the checksum of nothing.
        Checksum = BinaryPrimitives.ReadUInt64BigEndian(_payload.Span);
        Size = Checksum == 0 ? 0 : Size;
    }

    private void SetFromBase64(ref Utf8JsonReader reader, ByteField field)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.ValueIsEscaped)
        {
            field.Set(reader.GetBytesFromBase64());
            return;
        }

        if (reader.TokenType != JsonTokenType.String
            || Base64.DecodeFromUtf8(reader.ValueSpan, field.Reserve(reader.ValueSpan.Length), out _, out int written) != OperationStatus.Done)
        {
            throw Malformed();
        }

        field.Truncate(written);
    }

    private bool TakeLine(out ReadOnlySpan<byte> line)
    {
        int searched = _start;
        while (true)
        {
            int end = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (end >= 0 || _ended)
            {
                int length = end >= 0 ? searched + end - _start : _end - _start;
                line = _buffer.AsSpan(_start, length);
                _start += Math.Min(length + 1, _end - _start);
                return end >= 0 || length > 0;
            }

            searched = _end - _start;
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineLength)
            {
                throw new InvalidDataException($"tar-split line {_line + 1}: longer than {MaxLineLength} bytes");
            }

            Array.Resize(ref _buffer, 2 * _end);
        }

        int count = json.Read(_buffer.AsSpan(_end));
        _ended = count == 0;
        _end += count;
    }

    private InvalidDataException Malformed(Exception? inner = null) => new($"tar-split line {_line}: malformed", inner);
}
