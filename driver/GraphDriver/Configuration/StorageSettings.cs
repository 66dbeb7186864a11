using Tomlyn;
using Tomlyn.Model;

namespace GraphDriver.Configuration;

/// <summary>The keys that one or several storage.conf files set; what is read later replaces what was read before.</summary>
internal sealed class StorageSettings
{
    private readonly Dictionary<string, Setting> _settings = [];
    private readonly List<string> _warnings = [];

    /// <summary>What was read and has no meaning, one line each, naming the file and the key.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Reads the text of one file over what was read so far.</summary>
    /// <exception cref="InvalidDataException">The text is not TOML, or a known key has a value of a wrong type.</exception>
    public void Read(string toml, string file)
    {
        TomlTable table;
        try
        {
            table = TomlSerializer.Deserialize(toml, TomlModelContext.Default.TomlTable) ?? [];
        }
        catch (TomlException error)
        {
            throw new InvalidDataException($"{file} is not TOML: {error.Message.ReplaceLineEndings(" ").TrimEnd()}", error);
        }

        ReadTable(table, "", file);
    }

    public string? Text(string key) => _settings.TryGetValue(key, out var setting) && (string)setting.Value is { Length: > 0 } text ? text : null;

    public bool Flag(string key) => _settings.TryGetValue(key, out var setting) && (bool)setting.Value;

    public uint? Count(string key) => _settings.TryGetValue(key, out var setting) ? (uint)setting.Value : null;

    public IReadOnlyList<string> List(string key) => _settings.TryGetValue(key, out var setting) ? (IReadOnlyList<string>)setting.Value : [];

    public IReadOnlyDictionary<string, string> Map(string key) =>
        _settings.TryGetValue(key, out var setting) ? (IReadOnlyDictionary<string, string>)setting.Value : new Dictionary<string, string>();

    /// <summary>Where a key was set, <c>FILE: key</c>, or the key alone where it was not.</summary>
    public string Origin(string key) => _settings.TryGetValue(key, out var setting) ? setting.Origin : key;

    public void Remove(string key) => _settings.Remove(key);

    private void ReadTable(TomlTable table, string prefix, string file)
    {
        foreach (var (name, value) in table)
        {
            var (key, origin) = (prefix + name, $"{file}: {prefix}{name}");
            if (SettingSchema.Kinds.TryGetValue(key, out var kind))
            {
                _settings[key] = new Setting(SettingValue.Convert(value, kind, origin, List(kind, key)), origin);
                if (SettingSchema.WithoutEffect.Contains(key))
                {
                    _warnings.Add($"{origin} has no effect on the overlay driver");
                }
            }
            else if (value is TomlTable inner)
            {
                ReadTable(inner, key + ".", file);
            }
            else
            {
                _warnings.Add($"{origin} is not an option of storage.conf");
            }
        }
    }

    private IReadOnlyList<string> List(SettingKind kind, string key) => kind == SettingKind.List ? List(key) : [];
}
