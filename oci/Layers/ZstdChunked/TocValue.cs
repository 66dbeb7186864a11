using System.Text.Json;
using System.Text.Unicode;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Values of an entry's fields, where the reader is. What is no such value throws <see cref="InvalidDataException"/> that names entry and field.</summary>
internal static class TocValue
{
    /// <summary>A string, as long as the reader stays where it is.</summary>
    public static ReadOnlySpan<byte> Text(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        Require(reader.TokenType == JsonTokenType.String, field, entry);
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        var text = new byte[reader.ValueSpan.Length];
        return text.AsSpan(0, reader.CopyString(text));
    }

    /// <summary>A string, or the name of a member: UTF-8 without NUL.</summary>
    public static void Copy(ref Utf8JsonReader reader, ByteField text, string field, TocFields entry)
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

    /// <summary>A digest; an empty string is none.</summary>
    public static ContentHash Hash(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        var text = Text(ref reader, field, entry);
        return text.IsEmpty ? default
            : ContentHash.TryParse(text, out var hash) ? hash
            : throw entry.Error($"its {field} is no SHA-256 digest");
    }

    /// <summary>A time; an empty string is none, and so is Go's zero time, the first moment of the year 1.</summary>
    public static TocTime? Time(ref Utf8JsonReader reader, TocFields entry)
    {
        var text = Text(ref reader, "modtime", entry);
        return text.IsEmpty ? null
            : !TocTime.TryParse(text, out var time) ? throw entry.Error("its modtime is no time of RFC 3339")
            : time == TocTime.Zero ? null : time;
    }

    /// <summary>A whole number that is not negative.</summary>
    public static long Number(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        long value = -1;
        Require(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value) && value >= 0, field, entry);
        return value;
    }

    /// <summary>A number below 2³²−1, such as of a user or a device.</summary>
    public static uint ShortNumber(ref Utf8JsonReader reader, string field, TocFields entry)
    {
        var value = Number(ref reader, field, entry);
        Require(value < uint.MaxValue, field, entry);
        return (uint)value;
    }

    /// <summary>Refuses the entry for what a field says.</summary>
    public static void Require(bool condition, string field, TocFields entry)
    {
        if (!condition)
        {
            throw entry.Error($"its {field} is not what it may be");
        }
    }
}
