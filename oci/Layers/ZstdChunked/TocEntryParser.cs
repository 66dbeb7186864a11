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
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            var field = FieldOf(ref reader);
            if (field == TocField.Unknown ? !reader.TrySkip() : !reader.Read() || !TrySet(ref reader, field, entry))
            {
                return false;
            }
        }

        return false;
    }

    private static TocField FieldOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return FieldOf(reader.ValueSpan);
        }

        Span<byte> name = stackalloc byte[MaxFieldName * 6];
        return reader.ValueSpan.Length <= name.Length ? FieldOf(name[..reader.CopyString(name)]) : TocField.Unknown;
    }

    private static TocField FieldOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("name"u8) => TocField.Name,
        _ when name.SequenceEqual("type"u8) => TocField.Type,
        _ when name.SequenceEqual("mode"u8) => TocField.Mode,
        _ when name.SequenceEqual("size"u8) => TocField.Size,
        _ when name.SequenceEqual("uid"u8) => TocField.Uid,
        _ when name.SequenceEqual("gid"u8) => TocField.Gid,
        _ when name.SequenceEqual("digest"u8) => TocField.Digest,
        _ when name.SequenceEqual("offset"u8) => TocField.Offset,
        _ when name.SequenceEqual("xattrs"u8) => TocField.Xattrs,
        _ when name.SequenceEqual("modtime"u8) => TocField.ModTime,
        _ when name.SequenceEqual("linkName"u8) => TocField.LinkName,
        _ when name.SequenceEqual("devMajor"u8) => TocField.DevMajor,
        _ when name.SequenceEqual("devMinor"u8) => TocField.DevMinor,
        _ when name.SequenceEqual("endOffset"u8) => TocField.EndOffset,
        _ when name.SequenceEqual("chunkSize"u8) => TocField.ChunkSize,
        _ when name.SequenceEqual("chunkType"u8) => TocField.ChunkType,
        _ when name.SequenceEqual("chunkOffset"u8) => TocField.ChunkOffset,
        _ when name.SequenceEqual("chunkDigest"u8) => TocField.ChunkDigest,
        _ when name.SequenceEqual("innerOffset"u8) => TocField.InnerOffset,
        _ => TocField.Unknown,
    };

    // False where the reader has not all of the value.
    private static bool TrySet(ref Utf8JsonReader reader, TocField field, TocFields entry)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        switch (field)
        {
            case TocField.Xattrs:
                return TryReadXattrs(ref reader, entry);
            case TocField.Type:
                entry.Type = TypeOf(Text(ref reader, "type", entry)) ?? throw entry.Error("is of an unknown type");
                break;
            case TocField.Name:
                Copy(ref reader, entry.Name, "name", entry);
                break;
            case TocField.LinkName:
                Copy(ref reader, entry.LinkName, "linkName", entry);
                break;
            case TocField.ModTime:
                entry.Mtime = Time(ref reader, entry);
                break;
            case TocField.Digest:
                entry.Hash = Hash(ref reader, "digest", entry);
                break;
            case TocField.ChunkDigest:
                entry.ChunkHash = Hash(ref reader, "chunkDigest", entry);
                break;
            case TocField.ChunkType:
                entry.IsZeros = IsZeros(Text(ref reader, "chunkType", entry), entry);
                break;
            default:
                SetNumber(ref reader, field, entry);
                break;
        }

        return true;
    }

    private static void SetNumber(ref Utf8JsonReader reader, TocField field, TocFields entry)
    {
        switch (field)
        {
            case TocField.Mode:
                entry.Mode = Number(ref reader, "mode", entry);
                break;
            case TocField.Size:
                entry.Size = Number(ref reader, "size", entry);
                break;
            case TocField.Uid:
                entry.Uid = ShortNumber(ref reader, "uid", entry);
                break;
            case TocField.Gid:
                entry.Gid = ShortNumber(ref reader, "gid", entry);
                break;
            case TocField.DevMajor:
                entry.DeviceMajor = ShortNumber(ref reader, "devMajor", entry);
                break;
            case TocField.DevMinor:
                entry.DeviceMinor = ShortNumber(ref reader, "devMinor", entry);
                break;
            case TocField.Offset:
                entry.Offset = Number(ref reader, "offset", entry);
                break;
            case TocField.EndOffset:
                entry.EndOffset = Number(ref reader, "endOffset", entry);
                break;
            case TocField.InnerOffset:
                entry.InnerOffset = Number(ref reader, "innerOffset", entry);
                break;
            case TocField.ChunkSize:
                entry.ChunkSize = Number(ref reader, "chunkSize", entry);
                break;
            case TocField.ChunkOffset:
                entry.ChunkOffset = Number(ref reader, "chunkOffset", entry);
                break;
        }
    }

    private static bool TryReadXattrs(ref Utf8JsonReader reader, TocFields entry)
    {
        entry.Xattrs.Clear();
        Require(reader.TokenType == JsonTokenType.StartObject, "xattrs", entry);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            Copy(ref reader, entry.XattrName, "xattrs", entry);
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var value))
            {
                throw entry.Error($"the value of its extended attribute {ByteText.Quote(entry.XattrName.Span)} is not base64");
            }

            entry.Xattrs.Add(new TarXattr(entry.XattrPool.Keep(entry.XattrName.Span), entry.XattrPool.Keep(value)));
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

    private static bool IsZeros(ReadOnlySpan<byte> type, TocFields entry) =>
        type.SequenceEqual("zeros"u8) || (type.IsEmpty ? false : throw entry.Error("has a chunk of an unknown type"));

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
