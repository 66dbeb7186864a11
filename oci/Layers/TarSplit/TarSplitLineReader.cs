using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>Reads tar-split line by line. What it says of a line is valid until the next.</summary>
internal sealed class TarSplitLineReader(Stream json)
{
    private readonly LineBuffer _lines = new(json);
    private readonly ByteField _name = new();
    private readonly ByteField _payload = new();

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
            if (!_lines.Take(out line))
            {
                return false;
            }
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

    private InvalidDataException Malformed(Exception? inner = null) => new($"tar-split line {_lines.Number}: malformed", inner);
}
