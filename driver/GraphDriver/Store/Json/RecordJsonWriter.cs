using System.Text.Json;
using GraphDriver.Oci.Model;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Store.Json;

/// <summary>Writes the fields of a record as Go's encoder does: in order, compact, empty values left out.</summary>
internal sealed class RecordJsonWriter(Utf8JsonWriter json)
{
    // sha512 and its 128 digits.
    private const int MaxDigestLength = 135;

    public void Always(string name, string value) => json.WriteString(name, value);

    public void Text(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Always(name, value);
        }
    }

    public void Number(string name, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }

    public void Digest(string name, Digest digest)
    {
        Span<char> text = stackalloc char[MaxDigestLength];
        if (!digest.IsEmpty && text.TryWrite($"{digest.Algorithm}:{digest.Hex}", out var length))
        {
            json.WriteString(name, text[..length]);
        }
    }

    public void List(string name, IReadOnlyList<string> values) => Array(name, values, json.WriteStringValue);

    public void List(string name, IReadOnlyList<uint> values) => Array(name, values, json.WriteNumberValue);

    public void Mappings(string name, IReadOnlyList<IdMapping> values) => Array(name, values, value =>
    {
        json.WriteStartObject();
        json.WriteNumber("container_id", value.ContainerId);
        json.WriteNumber("host_id", value.HostId);
        json.WriteNumber("size", value.Size);
        json.WriteEndObject();
    });

    public void Flags(RecordFlags flags)
    {
        if (flags.Count > 0)
        {
            Tree("flags", flags.ToJson());
        }
    }

    public void BigData(BigDataIndex index)
    {
        List("big-data-names", index.Names);
        Map("big-data-sizes", index.Sizes, json.WriteNumberValue);
        Map("big-data-digests", index.Digests, json.WriteStringValue);
    }

    public void Unknown(JObject? fields)
    {
        foreach (var property in fields?.Properties() ?? [])
        {
            Tree(property.Name, property.Value);
        }
    }

    private void Tree(string name, JToken value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.ToString(Formatting.None), skipInputValidation: true);
    }

    private void Array<T>(string name, IReadOnlyList<T> values, Action<T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }

    private void Map<T>(string name, IReadOnlyDictionary<string, T> values, Action<T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            write(value);
        }

        json.WriteEndObject();
    }
}
