using System.Text.Json;
using GraphDriver.Oci.Model;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Store.Json;

/// <summary>
/// The fields of one JSON record, taken one by one; what is left at the end is what this version does not know. Null
/// counts as absent, as Go has it. A store has thousands of records and every command reads them: only what is free or not known becomes a
/// tree of its own, and one object serves all records of a file.
/// </summary>
internal sealed class JsonFields(string source)
{
    private readonly List<JsonProperty> _left = [];
    private JObject? _kept;

    /// <summary>Goes on with a record, which is an object.</summary>
    public JsonFields Of(JsonElement record)
    {
        _kept = null;
        _left.Clear();
        foreach (var property in record.EnumerateObject())
        {
            _left.Add(property);
        }

        return this;
    }

    /// <summary>What was not taken, or null.</summary>
    public JObject? Rest
    {
        get
        {
            foreach (var property in _left)
            {
                (_kept ??= [])[property.Name] = Tree(property.Value);
            }

            return _kept;
        }
    }

    public string Text(string name) => Take(name, JsonValueKind.String) is { } value ? value.GetString()! : "";

    public long Number(string name) =>
        Take(name, JsonValueKind.Number) is not { } value ? 0 : value.TryGetInt64(out var number) ? number : throw Wrong(name, "a whole number of 64 bits");

    public IReadOnlyList<string> TextList(string name) => List(name, item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "a list of strings"));

    public IReadOnlyList<uint> IdList(string name) => List(name, item => ToId(item, name));

    public IReadOnlyList<IdMapping> Mappings(string name) => List(name, item => item.ValueKind == JsonValueKind.Object
        ? new IdMapping(ToId(item, "container_id", name), ToId(item, "host_id", name), ToId(item, "size", name))
        : throw Wrong(name, "a list of id mappings"));

    /// <summary>A digest; one of an algorithm that this version does not know stays among the unknown fields.</summary>
    public Digest Digest(string name)
    {
        var text = Text(name);
        if (!Oci.Model.Digest.TryParse(text, out var digest) && text.Length > 0)
        {
            (_kept ??= [])[name] = text;
        }

        return digest;
    }

    public Timestamp Time(string name) =>
        Text(name) is not { Length: > 0 } text ? default : Timestamp.TryParse(text, out var time) ? time : throw Wrong(name, "an RFC 3339 time");

    public LayerId LayerId(string name) =>
        Text(name) is not { Length: > 0 } text ? default : Store.LayerId.TryParse(text, out var id) ? id : throw Wrong(name, "the id of a layer");

    public ImageId ImageId(string name) =>
        Text(name) is not { Length: > 0 } text ? default : Store.ImageId.TryParse(text, out var id) ? id : throw Wrong(name, "the id of an image");

    public ContainerId ContainerId(string name) =>
        Text(name) is not { Length: > 0 } text ? default : Store.ContainerId.TryParse(text, out var id) ? id : throw Wrong(name, "the id of a container");

    public RecordFlags Flags(string name) => RecordFlags.Of(Take(name, JsonValueKind.Object) is { } value ? (JObject)Tree(value) : null);

    public BigDataIndex BigData()
    {
        var names = TextList("big-data-names");
        var texts = names.ToList();
        return new()
        {
            Names = names,
            Sizes = Map("big-data-sizes", texts, item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var size) ? size : throw Wrong("big-data-sizes", "a map of sizes")),
            Digests = Map("big-data-digests", texts, item => item.ValueKind == JsonValueKind.String ? OneOf(texts, item) : throw Wrong("big-data-digests", "a map of digests")),
        };
    }

    public InvalidDataException Wrong(string name, string expected) => new($"{source}: '{name}' of a record must be {expected}");

    private List<T> List<T>(string name, Func<JsonElement, T> convert)
    {
        if (Take(name, JsonValueKind.Array) is not { } array)
        {
            return [];
        }

        var list = new List<T>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            list.Add(convert(item));
        }

        return list;
    }

    /// <param name="name">The field.</param>
    /// <param name="texts">What keys most often are.</param>
    /// <param name="convert">Reads a value.</param>
    private Dictionary<string, T> Map<T>(string name, List<string> texts, Func<JsonElement, T> convert)
    {
        if (Take(name, JsonValueKind.Object) is not { } value)
        {
            return [];
        }

        var map = new Dictionary<string, T>(texts.Count);
        foreach (var property in value.EnumerateObject())
        {
            map[NameOf(texts, property)] = convert(property.Value);
        }

        return map;
    }

    private static string NameOf(List<string> texts, JsonProperty property)
    {
        foreach (var text in texts)
        {
            if (property.NameEquals(text))
            {
                return text;
            }
        }

        return property.Name;
    }

    /// <summary>A text that may be one of those known already: a record has each digest in several places, and there are thousands of records.</summary>
    private static string OneOf(List<string> texts, JsonElement value)
    {
        foreach (var text in texts)
        {
            if (value.ValueEquals(text))
            {
                return text;
            }
        }

        texts.Add(value.GetString()!);
        return texts[^1];
    }

    private uint ToId(JsonElement map, string key, string name) => map.TryGetProperty(key, out var value) ? ToId(value, name) : throw Wrong(name, "a list of id mappings");

    private uint ToId(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var id) ? id : throw Wrong(name, "made of ids from 0 to 4294967295");

    /// <summary>Of a field that is there twice the later one counts.</summary>
    private JsonElement? Take(string name, JsonValueKind kind)
    {
        JsonElement? taken = null;
        for (var i = 0; i < _left.Count; i++)
        {
            if (_left[i].NameEquals(name))
            {
                taken = _left[i].Value;
                _left.RemoveAt(i--);
            }
        }

        return taken is null or { ValueKind: JsonValueKind.Null } ? null
            : taken.Value.ValueKind == kind ? taken
            : throw Wrong(name, $"of the JSON type {kind.ToString().ToLowerInvariant()}");
    }

    private static JToken Tree(JsonElement value)
    {
        using var json = new JsonTextReader(new StringReader(value.GetRawText())) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Decimal };
        return JToken.ReadFrom(json);
    }
}
