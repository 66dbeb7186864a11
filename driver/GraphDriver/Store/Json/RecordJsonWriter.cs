using System.Globalization;
using GraphDriver.Oci.Model;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Store.Json;

/// <summary>Writes the fields of a record as Go's encoder does: in order, compact, empty values left out.</summary>
internal sealed class RecordJsonWriter(JsonTextWriter json)
{
    public void Always(string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

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
            json.WritePropertyName(name);
            json.WriteValue(value);
        }
    }

    public void Digest(string name, Digest digest) => Text(name, digest.ToString());

    public void List(string name, IReadOnlyList<string> values) => Array(name, values, value => json.WriteValue(value));

    public void List(string name, IReadOnlyList<uint> values) => Array(name, values, value => json.WriteValue(value));

    public void Mappings(string name, IReadOnlyList<IdMapping> values) => Array(name, values, value =>
    {
        json.WriteStartObject();
        json.WritePropertyName("container_id");
        json.WriteValue(value.ContainerId);
        json.WritePropertyName("host_id");
        json.WriteValue(value.HostId);
        json.WritePropertyName("size");
        json.WriteValue(value.Size);
        json.WriteEndObject();
    });

    public void Flags(RecordFlags flags)
    {
        if (flags.Count > 0)
        {
            json.WritePropertyName("flags");
            flags.ToJson().WriteTo(json);
        }
    }

    public void BigData(BigDataIndex index)
    {
        List("big-data-names", index.Names);
        Map("big-data-sizes", index.Sizes, value => json.WriteRawValue(value.ToString(CultureInfo.InvariantCulture)));
        Map("big-data-digests", index.Digests, json.WriteValue);
    }

    public void Unknown(JObject? fields)
    {
        foreach (var property in fields?.Properties() ?? [])
        {
            property.WriteTo(json);
        }
    }

    private void Array<T>(string name, IReadOnlyList<T> values, Action<T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WritePropertyName(name);
        json.WriteStartArray();
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

        json.WritePropertyName(name);
        json.WriteStartObject();
        foreach (var (key, value) in values.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            write(value);
        }

        json.WriteEndObject();
    }
}
