using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Oci.Model.Json;

/// <summary>
/// The fields of a JSON object from outside, each asked for by name and type. A field that is absent or null counts as
/// not there; one of another type, or an object that holds a name twice, is an <see cref="InvalidDataException"/> that
/// names the document and the field's path in it.
/// </summary>
internal readonly struct JsonFields
{
    // A field's name comes from outside too, and may have megabytes.
    private const int MaxReasonLength = 500;

    private readonly JObject _object;
    private readonly string _document;
    private readonly string _path;

    private JsonFields(JObject value, string document, string path)
    {
        _object = value;
        _document = document;
        _path = path;
    }

    /// <summary>Parses a document that is an object. <paramref name="document"/> is how errors name it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a JSON document.</exception>
    public static JsonFields Parse(ReadOnlySpan<byte> utf8, string document) =>
        ParseToken(utf8, document) is JObject value
            ? new JsonFields(value, document, "")
            : throw new InvalidDataException($"{document}: expected a JSON object");

    /// <summary>Parses a document that is an array of objects.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a JSON document.</exception>
    public static IReadOnlyList<JsonFields> ParseArray(ReadOnlySpan<byte> utf8, string document, int maxCount) =>
        ParseToken(utf8, document) is JArray array
            ? ObjectsOf(array, document, "", maxCount)
            : throw new InvalidDataException($"{document}: expected a JSON array");

    public bool Has(string name) => Find(name) is not null;

    public string? OptionalString(string name) => Find(name) is { } token ? TextOf(token, name) : null;

    public string RequiredString(string name) => OptionalString(name) ?? throw Missing(name);

    public long? OptionalInteger(string name) => Find(name) switch
    {
        null => null,
        JValue { Value: long number } => number,
        _ => throw Wrong(name, "a whole number of 64 bits"),
    };

    public bool OptionalBoolean(string name) => Find(name) switch
    {
        null => false,
        JValue { Value: bool flag } => flag,
        _ => throw Wrong(name, "true or false"),
    };

    public JsonFields? OptionalObject(string name) => Find(name) switch
    {
        null => null,
        JObject value => new JsonFields(value, _document, PathOf(name)),
        _ => throw Wrong(name, "an object"),
    };

    public JsonFields RequiredObject(string name) => OptionalObject(name) ?? throw Missing(name);

    /// <summary>The objects of an array; empty where there is none.</summary>
    public IReadOnlyList<JsonFields> Objects(string name, int maxCount) =>
        ArrayOf(name, maxCount) is { } array ? ObjectsOf(array, _document, PathOf(name), maxCount) : [];

    /// <summary>The strings of an array; empty where there is none.</summary>
    public IReadOnlyList<string> Strings(string name, int maxCount)
    {
        if (ArrayOf(name, maxCount) is not { } array)
        {
            return [];
        }

        var texts = new string[array.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = TextOf(array[i], $"{name}[{i}]");
        }

        return texts;
    }

    /// <summary>As <see cref="Strings"/>; a single string counts as an array of one, as old Docker wrote it.</summary>
    public IReadOnlyList<string> StringOrStrings(string name, int maxCount) =>
        Find(name) is JValue { Value: string text } ? [text] : Strings(name, maxCount);

    /// <summary>An object of strings; empty where there is none. A null value counts as an empty string.</summary>
    public IReadOnlyDictionary<string, string> StringMap(string name, int maxCount)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in MembersOf(name, maxCount))
        {
            map.Add(key, value is null or { Type: JTokenType.Null } ? "" : TextOf(value, $"{name}['{key}']"));
        }

        return map;
    }

    /// <summary>The names in an object, in their order; empty where there is none.</summary>
    public IReadOnlyList<string> Names(string name, int maxCount) => [.. MembersOf(name, maxCount).Properties().Select(member => member.Name)];

    /// <summary>A copy of the object to change, with all its fields.</summary>
    public JObject Copy() => (JObject)_object.DeepClone();

    /// <summary>A field of any type as JSON text, or null.</summary>
    public string? Raw(string name) => Find(name)?.ToString(Formatting.None);

    /// <summary>A date and time of RFC 3339, or null.</summary>
    public DateTimeOffset? Time(string name) => OptionalString(name) is not { } text ? null
        : Rfc3339.TryParse(text, out var time) ? time
        : throw Wrong(name, "a time of RFC 3339");

    public Digest RequiredDigest(string name) =>
        Digest.TryParse(RequiredString(name), out var digest) ? digest : throw Wrong(name, "a digest sha256:<64 hex> or sha512:<128 hex>");

    /// <summary>The error for a field that is not what it has to be.</summary>
    public InvalidDataException Wrong(string name, string expected) => Invalid($"field '{PathOf(name)}' is not {expected}");

    public InvalidDataException Missing(string name) => Invalid($"field '{PathOf(name)}' is missing");

    public InvalidDataException Invalid(string reason) =>
        new($"{_document}: {(reason.Length <= MaxReasonLength ? reason : reason[..MaxReasonLength] + "…")}");

    private static JToken ParseToken(ReadOnlySpan<byte> utf8, string document)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            using var reader = new BoundedJsonReader(new StringReader(text));
            var token = JToken.Load(reader, new JsonLoadSettings
            {
                DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
                LineInfoHandling = LineInfoHandling.Ignore,
            });
            // Throws where more than blanks follows the value.
            reader.Read();
            return token;
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException)
        {
            throw new InvalidDataException($"{document}: not valid JSON: {error.Message}", error);
        }
    }

    private static JsonFields[] ObjectsOf(JArray array, string document, string path, int maxCount)
    {
        if (array.Count > maxCount)
        {
            throw new InvalidDataException($"{document}: {(path.Length == 0 ? "the array" : $"field '{path}'")} has {array.Count} entries, more than {maxCount}");
        }

        var objects = new JsonFields[array.Count];
        for (var i = 0; i < objects.Length; i++)
        {
            objects[i] = array[i] is JObject value
                ? new JsonFields(value, document, $"{path}[{i}]")
                : throw new InvalidDataException($"{document}: field '{path}[{i}]' is not an object");
        }

        return objects;
    }

    private JToken? Find(string name) => _object.TryGetValue(name, StringComparison.Ordinal, out var token) && token.Type != JTokenType.Null ? token : null;

    private JArray? ArrayOf(string name, int maxCount) => Find(name) switch
    {
        null => null,
        JArray array when array.Count <= maxCount => array,
        JArray array => throw Invalid($"field '{PathOf(name)}' has {array.Count} entries, more than {maxCount}"),
        _ => throw Wrong(name, "an array"),
    };

    private JObject MembersOf(string name, int maxCount) => Find(name) switch
    {
        null => new JObject(),
        JObject value when value.Count <= maxCount => value,
        JObject value => throw Invalid($"field '{PathOf(name)}' has {value.Count} entries, more than {maxCount}"),
        _ => throw Wrong(name, "an object"),
    };

    private string TextOf(JToken token, string name) => token is JValue { Value: string text } ? text : throw Wrong(name, "a string");

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
