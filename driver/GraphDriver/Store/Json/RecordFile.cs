using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Store.Json;

/// <summary>The JSON array that one of the files layers.json, images.json and containers.json is.</summary>
internal static class RecordFile
{
    /// <summary>The most bytes of such a file: a layer's record has well under 10 kB.</summary>
    public const int MaxSize = 1 << 30;

    private const int MaxDepth = 32;

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
            using var json = new JsonTextReader(new StreamReader(new MemoryStream(content), Encoding.UTF8))
            {
                DateParseHandling = DateParseHandling.None,
                FloatParseHandling = FloatParseHandling.Decimal,
                MaxDepth = MaxDepth,
            };
            ParseArray(json, source, format, records);
        }
        catch (JsonException error)
        {
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
        using (var json = new JsonTextWriter(new StreamWriter(stream, new UTF8Encoding(false))) { CloseOutput = true })
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

    private static void ParseArray<TRecord>(JsonTextReader json, string source, IRecordFormat<TRecord> format, List<TRecord> records)
        where TRecord : StoreRecord
    {
        json.Read();
        if (json.TokenType == JsonToken.Null)
        {
            return;
        }

        if (json.TokenType != JsonToken.StartArray)
        {
            throw new InvalidDataException($"{source} must be a JSON array of {format.Kind} records");
        }

        while (json.Read() && json.TokenType != JsonToken.EndArray)
        {
            var fields = json.TokenType == JsonToken.StartObject
                ? JObject.Load(json)
                : throw new InvalidDataException($"{source} must hold nothing but {format.Kind} records");
            records.Add(format.Read(new JsonFields(fields, source)));
        }

        if (json.TokenType != JsonToken.EndArray || json.Read())
        {
            throw new InvalidDataException($"{source} is cut off or goes on after its end");
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
