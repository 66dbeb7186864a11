using System.Text.Json;
using GraphDriver.Oci.Layers.Tar;

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
                entry.Type = TypeOf(TocValue.Text(ref reader, "type", entry)) ?? throw entry.Error("is of an unknown type");
                break;
            case TocField.Name:
                TocValue.Copy(ref reader, entry.Name, "name", entry);
                break;
            case TocField.LinkName:
                TocValue.Copy(ref reader, entry.LinkName, "linkName", entry);
                break;
            case TocField.ModTime:
                entry.Mtime = TocValue.Time(ref reader, entry);
                break;
            case TocField.Digest:
                entry.Hash = TocValue.Hash(ref reader, "digest", entry);
                break;
            case TocField.ChunkDigest:
                entry.ChunkHash = TocValue.Hash(ref reader, "chunkDigest", entry);
                break;
            case TocField.ChunkType:
                entry.IsZeros = IsZeros(TocValue.Text(ref reader, "chunkType", entry), entry);
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
                entry.Mode = TocValue.Number(ref reader, "mode", entry);
                break;
            case TocField.Size:
                entry.Size = TocValue.Number(ref reader, "size", entry);
                break;
            case TocField.Uid:
                entry.Uid = TocValue.ShortNumber(ref reader, "uid", entry);
                break;
            case TocField.Gid:
                entry.Gid = TocValue.ShortNumber(ref reader, "gid", entry);
                break;
            case TocField.DevMajor:
                entry.DeviceMajor = TocValue.ShortNumber(ref reader, "devMajor", entry);
                break;
            case TocField.DevMinor:
                entry.DeviceMinor = TocValue.ShortNumber(ref reader, "devMinor", entry);
                break;
            case TocField.Offset:
                entry.Offset = TocValue.Number(ref reader, "offset", entry);
                break;
            case TocField.EndOffset:
                entry.EndOffset = TocValue.Number(ref reader, "endOffset", entry);
                break;
            case TocField.InnerOffset:
                entry.InnerOffset = TocValue.Number(ref reader, "innerOffset", entry);
                break;
            case TocField.ChunkSize:
                entry.ChunkSize = TocValue.Number(ref reader, "chunkSize", entry);
                break;
            case TocField.ChunkOffset:
                entry.ChunkOffset = TocValue.Number(ref reader, "chunkOffset", entry);
                break;
        }
    }

    private static bool TryReadXattrs(ref Utf8JsonReader reader, TocFields entry)
    {
        entry.Xattrs.Clear();
        TocValue.Require(reader.TokenType == JsonTokenType.StartObject, "xattrs", entry);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            TocValue.Copy(ref reader, entry.XattrName, "xattrs", entry);
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

    private static bool IsZeros(ReadOnlySpan<byte> type, TocFields entry) =>
        type.SequenceEqual("zeros"u8) || (type.IsEmpty ? false : throw entry.Error("has a chunk of an unknown type"));

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
