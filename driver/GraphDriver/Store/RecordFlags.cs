using Newtonsoft.Json.Linq;

namespace GraphDriver.Store;

/// <summary>The free values (<c>flags</c>) of a record; never changed in place.</summary>
public sealed class RecordFlags
{
    private readonly JObject _values;

    private RecordFlags(JObject values) => _values = values;

    /// <summary>No flags.</summary>
    public static RecordFlags None { get; } = new([]);

    public int Count => _values.Count;

    /// <summary>The value of a flag, null where it is not set. It must not be changed.</summary>
    public JToken? this[string name] => _values[name];

    /// <summary>Whether a flag has the value <c>true</c>.</summary>
    public bool IsTrue(string name) => _values[name] is { Type: JTokenType.Boolean } value && (bool)value;

    /// <summary>The flag's value if it is a string.</summary>
    public string? Text(string name) => _values[name] is { Type: JTokenType.String } value ? (string?)value : null;

    /// <summary>These flags with one set.</summary>
    public RecordFlags With(string name, JToken value)
    {
        var values = (JObject)_values.DeepClone();
        values[name] = value;
        return new RecordFlags(values);
    }

    /// <summary>These flags without one.</summary>
    public RecordFlags Without(string name)
    {
        if (!_values.ContainsKey(name))
        {
            return this;
        }

        var values = (JObject)_values.DeepClone();
        values.Remove(name);
        return new RecordFlags(values);
    }

    internal static RecordFlags Of(JObject? values) => values is { Count: > 0 } ? new RecordFlags(values) : None;

    internal JObject ToJson() => _values;
}
