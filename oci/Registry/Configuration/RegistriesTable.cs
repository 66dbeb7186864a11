using Tomlyn.Model;

namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>A table of registries.conf, whose keys are asked for by type.</summary>
internal sealed class RegistriesTable(TomlTable table, string file, string path)
{
    public IEnumerable<string> Keys => table.Keys;

    /// <exception cref="InvalidDataException">The key has another type; so for all of these.</exception>
    public string? Text(string key) => Find<string>(key, "a string");

    public bool Flag(string key) => table.TryGetValue(key, out var value) && (value is bool flag ? flag : throw Wrong(key, "true or false"));

    public IReadOnlyList<string>? Strings(string key) =>
        Find<TomlArray>(key, "an array of strings") is { } array ? [.. array.Select(item => item as string ?? throw Wrong(key, "an array of strings"))] : null;

    public RegistriesTable? Table(string key) => Find<TomlTable>(key, "a table") is { } inner ? new RegistriesTable(inner, file, $"{path}{key}.") : null;

    /// <summary>The tables of a <c>[[key]]</c>; empty where there are none.</summary>
    public IReadOnlyList<RegistriesTable> Tables(string key)
    {
        if (!table.TryGetValue(key, out var value))
        {
            return [];
        }

        return value switch
        {
            TomlTableArray array => [.. array.Select(item => new RegistriesTable(item, file, $"{path}{key}."))],
            TomlArray array => [.. array.Select(item => new RegistriesTable(item as TomlTable ?? throw Wrong(key, "an array of tables"), file, $"{path}{key}."))],
            _ => throw Wrong(key, $"an array of tables: [[{key}]]"),
        };
    }

    private T? Find<T>(string key, string expected)
        where T : class => table.TryGetValue(key, out var value) ? value as T ?? throw Wrong(key, expected) : null;

    private InvalidDataException Wrong(string key, string expected) => new($"{file}: {path}{key} is not {expected}");
}
