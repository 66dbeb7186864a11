using GraphDriver.Oci.Model;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Store.Json;

/// <summary>
/// The fields of one JSON record, taken one by one; what is left at the end is what this version does not know. Null
/// counts as absent, as Go has it.
/// </summary>
internal sealed class JsonFields(JObject fields, string source)
{
    /// <summary>What was not taken, or null.</summary>
    public JObject? Rest => fields.Count > 0 ? fields : null;

    public string Text(string name) => Take(name, JTokenType.String) is { } token ? (string)token! : "";

    public long Number(string name)
    {
        try
        {
            return Take(name, JTokenType.Integer) is { } token ? (long)token : 0;
        }
        catch (OverflowException error)
        {
            throw new InvalidDataException($"{source}: '{name}' is out of range", error);
        }
    }

    public IReadOnlyList<string> TextList(string name) => List(name, item => item.Type == JTokenType.String ? (string)item! : throw Wrong(name, "a list of strings"));

    public IReadOnlyList<uint> IdList(string name) => List(name, item => ToId(item, name));

    public IReadOnlyList<IdMapping> Mappings(string name) => List(name, item => item is JObject map
        ? new IdMapping(ToId(map["container_id"], name), ToId(map["host_id"], name), ToId(map["size"], name))
        : throw Wrong(name, "a list of id mappings"));

    /// <summary>A digest; one of an algorithm that this version does not know stays among the unknown fields.</summary>
    public Digest Digest(string name)
    {
        var text = Text(name);
        if (!Oci.Model.Digest.TryParse(text, out var digest) && text.Length > 0)
        {
            fields[name] = text;
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

    public RecordFlags Flags(string name) => RecordFlags.Of((JObject?)Take(name, JTokenType.Object));

    public BigDataIndex BigData() => new()
    {
        Names = TextList("big-data-names"),
        Sizes = Map("big-data-sizes", item => item.Type == JTokenType.Integer ? (long)item : throw Wrong("big-data-sizes", "a map of sizes")),
        Digests = Map("big-data-digests", item => item.Type == JTokenType.String ? (string)item! : throw Wrong("big-data-digests", "a map of digests")),
    };

    public InvalidDataException Wrong(string name, string expected) => new($"{source}: '{name}' of a record must be {expected}");

    private List<T> List<T>(string name, Func<JToken, T> convert) => Take(name, JTokenType.Array) is { } array ? [.. array.Select(convert)] : [];

    private Dictionary<string, T> Map<T>(string name, Func<JToken, T> convert) =>
        Take(name, JTokenType.Object) is JObject map
            ? map.Properties().ToDictionary(property => property.Name, property => convert(property.Value))
            : [];

    private uint ToId(JToken? token, string name) =>
        token is { Type: JTokenType.Integer } && (long)token is >= 0 and <= uint.MaxValue and var id ? (uint)id : throw Wrong(name, "made of ids from 0 to 4294967295");

    private JToken? Take(string name, JTokenType type)
    {
        var token = fields[name];
        fields.Remove(name);
        return token is null or { Type: JTokenType.Null } ? null : token.Type == type ? token : throw Wrong(name, $"of the JSON type {type.ToString().ToLowerInvariant()}");
    }
}
