using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GraphDriver.Store.Json;

/// <summary>The JSON array that one of the files layers.json, images.json and containers.json is.</summary>
internal static class RecordFile
{
    /// <summary>The most bytes of such a file: a layer's record has well under 10 kB.</summary>
    private const int MaxSize = 1 << 30;

    // No web page has these files in it: only what JSON asks for is escaped.
    private static readonly JsonWriterOptions Output = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Parses a file; an empty one holds no records, as containers/storage has it.</summary>
    /// <exception cref="InvalidDataException">It is not such an array, or two records have one id; <paramref name="source"/> is named.</exception>
    public static List<TRecord> Parse<TRecord>(Stream content, string source, IRecordFormat<TRecord> format)
        where TRecord : StoreRecord
    {
        var records = new List<TRecord>();
        try
        {
            var json = new RecordArray(content, source, MaxSize);
            if (!json.IsEmpty())
            {
                ReadArray(json, source, format, records);
            }
        }
        catch (Exception error) when (error is JsonException or Newtonsoft.Json.JsonException or InvalidOperationException)
        {
            // Text that is not UTF-8 is only seen where it is taken, as an invalid operation.
            throw new InvalidDataException($"{source} is not the JSON of {format.Kind} records: {error.Message}", error);
        }

        RequireUniqueIds(records, source, format.Kind);
        return records;
    }

    /// <summary>Writes the file that holds these records.</summary>
    public static void Write<TRecord>(IBufferWriter<byte> target, IEnumerable<TRecord> records, IRecordFormat<TRecord> format)
        where TRecord : StoreRecord
    {
        using var json = new Utf8JsonWriter(target, Output);
        var writer = new RecordJsonWriter(json);
        json.WriteStartArray();
        foreach (var record in records)
        {
            json.WriteStartObject();
            format.Write(writer, record);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void ReadArray<TRecord>(RecordArray json, string source, IRecordFormat<TRecord> format, List<TRecord> records)
        where TRecord : StoreRecord
    {
        if (!json.TryBegin())
        {
            throw new InvalidDataException($"{source} must be a JSON array of {format.Kind} records");
        }

        var fields = new JsonFields(source);
        while (json.Next() is { } record)
        {
            using (record)
            {
                records.Add(record.RootElement.ValueKind == JsonValueKind.Object
                    ? format.Read(fields.Of(record.RootElement))
                    : throw new InvalidDataException($"{source} must hold nothing but {format.Kind} records"));
            }
        }
    }

    private static void RequireUniqueIds<TRecord>(List<TRecord> records, string source, string kind)
        where TRecord : StoreRecord
    {
        var keys = new HashSet<string>(records.Count);
        foreach (var record in records)
        {
            if (!keys.Add(record.Key))
            {
                throw new InvalidDataException($"{source} holds the {kind} {record.Key} twice");
            }
        }
    }
}
