using System.Text.Json;
using System.Text.Unicode;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Reads one object of the array <c>entries</c>. Fields that are not known are skipped; null is taken for a field that is not there, as Go does.</summary>
internal static class TocEntryParser
{
    private const int MaxFieldName = 16;

    /// <summary>Reads on from the object's beginning to its end; false where the reader has not all of it.</summary>
    /// <exception cref="InvalidDataException">A field is of another type, or says what cannot be.</exception>
    public static bool TryRead(ref Utf8JsonReader reader, TocFields entry)
    {
        entry.Clear();
        Span<byte> name = stackalloc byte[MaxFieldName];
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            var length = reader.ValueSpan.Length <= MaxFieldName ? reader.CopyString(name) : 0;
            if (!TryReadField(ref reader, name[..length], entry))
            {
                return false;
            }
        }

        return false;
    }

    private static bool TryReadField(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, TocFields entry)
    {
        if (name.SequenceEqual("xattrs"u8))
        {
            return reader.Read() && TryReadXattrs(ref reader, entry);
        }

        var property = reader;
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.Null || TrySetText(ref reader, name, entry) || TrySetNumber(ref reader, name, entry))
        {
            return true;
        }

        reader = property;
        return reader.TrySkip();
    }

    private static bool TrySetText(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> field, TocFields entry)
    {
        switch (field)
        {
            case var _ when field.SequenceEqual("name"u8):
                Copy(ref reader, entry.Name, "name", entry);
                return true;
            case var _ when field.SequenceEqual("type"u8):
                entry.Type = TypeOf(Text(ref reader, "type", entry)) ?? throw entry.Error("is of an unknown type");
                return true;
            case var _ when field.SequenceEqual("linkName"u8):
                Copy(ref reader, entry.LinkName, "linkName", entry);
                return true;
            case var _ when field.SequenceEqual("digest"u8):
                entry.Hash = Hash(ref reader, "digest", entry);
                return true;
            case var _ when field.SequenceEqual("modtime"u8):
                entry.Mtime = Time(ref reader, entry);
                return true;
            case var _ when field.SequenceEqual("chunkDigest"u8):
                entry.ChunkHash = Hash(ref reader, "chunkDigest", entry);
                return true;
            case var _ when field.SequenceEqual("chunkType"u8):
                var type = Text(ref reader, "chunkType", entry);
                entry.IsZeros = type.SequenceEqual("zeros"u8) || (type.IsEmpty ? false : throw entry.Error("has a chunk of an unknown type"));
                return true;
            default:
                return false;
        }
    }

    private static bool TrySetNumber(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> field, TocFields entry)
    {
        switch (field)
        {
            case var _ when field.SequenceEqual("mode"u8):
                entry.Mode = Number(ref reader, "mode", entry);
                return true;
            case var _ when field.SequenceEqual("size"u8):
                entry.Size = Number(ref reader, "size", entry);
                return true;
            case var _ when field.SequenceEqual("offset"u8):
                entry.Offset = Number(ref reader, "offset", entry);
                return true;
            case var _ when field.SequenceEqual("endOffset"u8):
                entry.EndOffset = Number(ref reader, "endOffset", entry);
                return true;
            case var _ when field.SequenceEqual("innerOffset"u8):
                entry.InnerOffset = Number(ref reader, "innerOffset", entry);
                return true;
            case var _ when field.SequenceEqual("chunkSize"u8):
                entry.ChunkSize = Number(ref reader, "chunkSize", entry);
                return true;
            case var _ when field.SequenceEqual("chunkOffset"u8):
                entry.ChunkOffset = Number(ref reader, "chunkOffset", entry);
                return true;
            default:
                return TrySetShortNumber(ref reader, field, entry);
        }
    }

    private static bool TrySetShortNumber(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> field, TocFields entry)
    {
        switch (field)
        {
            case var _ when field.SequenceEqual("uid"u8):
                entry.Uid = ShortNumber(ref reader, "uid", entry);
                return true;
            case var _ when field.SequenceEqual("gid"u8):
                entry.Gid = ShortNumber(ref reader, "gid", entry);
                return true;
            case var _ when field.SequenceEqual("devMajor"u8):
                entry.DeviceMajor = ShortNumber(ref reader, "devMajor", entry);
                return true;
            case var _ when field.SequenceEqual("devMinor"u8):
                entry.DeviceMinor = ShortNumber(ref reader, "devMinor", entry);
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadXattrs(ref Utf8JsonReader reader, TocFields entry)
    {
        entry.Xattrs.Clear();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        Require(reader.TokenType == JsonTokenType.StartObject, "xattrs", entry);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            var name = new ByteField();
            Copy(ref reader, name, "xattrs", entry);
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var value))
            {
                throw entry.Error($"the value of its extended attribute {ByteText.Quote(name.Span)} is not base64");
            }

            entry.Xattrs.Add(new TarXattr(name.Span.ToArray(), value));
        }

        return false;
    }

    private static ReadOnlySpan<byte> Text(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        Require(reader.TokenType == JsonTokenType.String, field, entry);
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        var text = new byte[reader.ValueSpan.Length];
        return text.AsSpan(0, reader.CopyString(text));
    }

    private static void Copy(ref Utf8JsonReader reader, ByteField text, string field, TocFields entry)
    {
        Require(reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName, field, entry);
        if (reader.ValueIsEscaped)
        {
            text.Truncate(reader.CopyString(text.Reserve(reader.ValueSpan.Length)));
        }
        else
        {
            text.Set(reader.ValueSpan);
        }

        Require(Utf8.IsValid(text.Span) && !text.Span.Contains((byte)0), field, entry);
    }

    private static ContentHash Hash(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        var text = Text(ref reader, field, entry);
        return text.IsEmpty ? default
            : ContentHash.TryParse(text, out var hash) ? hash
            : throw entry.Error($"its {field} is no SHA-256 digest");
    }

    // Go's zero time, the first moment of the year 1, stands for none.
    private static TocTime? Time(ref Utf8JsonReader reader, TocFields entry)
    {
        var text = Text(ref reader, "modtime", entry);
        return text.IsEmpty ? null
            : !TocTime.TryParse(text, out var time) ? throw entry.Error("its modtime is no time of RFC 3339")
            : time == TocTime.Zero ? null : time;
    }

    private static long Number(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        long value = -1;
        Require(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value) && value >= 0, field, entry);
        return value;
    }

    private static uint ShortNumber(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        var value = Number(ref reader, field, entry);
        Require(value < uint.MaxValue, field, entry);
        return (uint)value;
    }

    private static void Require(bool condition, string field, TocFields entry)
    {
        if (!condition)
        {
            throw entry.Error($"its {field} is not what it may be");
        }
    }

    private static TocEntryType? TypeOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("reg"u8) => TocEntryType.RegularFile,
        _ when name.SequenceEqual("chunk"u8) => TocEntryType.Chunk,
        _ when name.SequenceEqual("dir"u8) => TocEntryType.Directory,
        _ when name.SequenceEqual("symlink"u8) => TocEntryType.SymbolicLink,
        _ when name.SequenceEqual("hardlink"u8) => TocEntryType.HardLink,
        _ when name.SequenceEqual("char"u8) => TocEntryType.CharacterDevice,
        _ when name.SequenceEqual("block"u8) => TocEntryType.BlockDevice,
        _ when name.SequenceEqual("fifo"u8) => TocEntryType.Fifo,
        _ => null,
    };
}
