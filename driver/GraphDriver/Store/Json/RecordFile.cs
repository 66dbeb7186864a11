using System.Text.Encodings.Web;
using System.Text.Json;

namespace GraphDriver.Store.Json;

/// <summary>The JSON array that one of the files layers.json, images.json and containers.json is.</summary>
internal static class RecordFile
{
    /// <summary>The most bytes of such a file: a layer's record has well under 10 kB.</summary>
    public const int MaxSize = 1 << 30;

    private const int MaxDepth = 32;

    // No web page has these files in it: only what JSON asks for is escaped.
    private static readonly JsonWriterOptions Output = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Parses a file; an empty one holds no records, as containers/storage has it.</summary>
    /// <exception cref="InvalidDataException">It is not such an array, or two records have one id; <paramref name="source"/> is named.</exception>
    public static List<TRecord> Parse<TRecord>(byte[] content, string source, IRecordFormat<TRecord> format)
        where TRecord : StoreRecord
    {
        var records = new List<TRecord>();
        if (content.Length == 0)
        {
            return records;
        }

        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxDepth });
            ReadArray(document.RootElement, source, format, records);
        }
        catch (Exception error) when (error is JsonException or Newtonsoft.Json.JsonException or InvalidOperationException)
        {
            // Text that is not UTF-8 is only seen where it is taken, as an invalid operation.
            throw new InvalidDataException($"{source} is not the JSON of {format.Kind} records: {error.Message}", error);
        }

        RequireUniqueIds(records, source, format.Kind);
        return records;
    }

    /// <summary>The file that holds these records.</summary>
    public static byte[] Format<TRecord>(IEnumerable<TRecord> records, IRecordFormat<TRecord> format)
        where TRecord : StoreRecord
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Output))
        {
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

        return stream.ToArray();
    }

    private static void ReadArray<TRecord>(JsonElement array, string source, IRecordFormat<TRecord> format, List<TRecord> records)
        where TRecord : StoreRecord
    {
        if (array.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"{source} must be a JSON array of {format.Kind} records");
        }

        var fields = new JsonFields(source);
        foreach (var record in array.EnumerateArray())
        {
            records.Add(record.ValueKind == JsonValueKind.Object
                ? format.Read(fields.Of(record))
                : throw new InvalidDataException($"{source} must hold nothing but {format.Kind} records"));
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
