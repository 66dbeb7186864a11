using Tomlyn.Model;

namespace GraphDriver.Configuration;

/// <summary>Turns TOML values into the types of <see cref="SettingKind"/>.</summary>
internal static class SettingValue
{
    /// <summary>Converts one value; <paramref name="before"/> is what a list with <c>{append=true}</c> is added to.</summary>
    /// <exception cref="InvalidDataException">The value has another type; <paramref name="origin"/> is named.</exception>
    public static object Convert(object value, SettingKind kind, string origin, IReadOnlyList<string> before) => (kind, value) switch
    {
        (SettingKind.Text, string text) => text,
        (SettingKind.Text, bool) => throw Wrong(origin, "a string; write \"true\" or \"false\" in quotation marks"),
        (SettingKind.Text, _) => throw Wrong(origin, "a string"),
        (SettingKind.Flag, bool flag) => flag,
        (SettingKind.Flag, _) => throw Wrong(origin, "true or false, without quotation marks"),
        (SettingKind.Count, long count) when count is >= 0 and <= uint.MaxValue => (uint)count,
        (SettingKind.Count, _) => throw Wrong(origin, "an integer from 0 to 4294967295"),
        (SettingKind.List, TomlArray array) => ToList(array, origin, before),
        (SettingKind.List, _) => throw Wrong(origin, "an array of strings"),
        (SettingKind.Map, TomlTable table) => ToMap(table, origin),
        (SettingKind.Map, _) => throw Wrong(origin, "a table"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static List<string> ToList(TomlArray array, string origin, IReadOnlyList<string> before)
    {
        var (list, append) = (new List<string>(), false);
        foreach (var item in array)
        {
            switch (item)
            {
                case string text:
                    list.Add(text);
                    break;
                case TomlTable { Count: 1 } table when table.TryGetValue("append", out var value) && value is bool flag:
                    append = flag;
                    break;
                default:
                    throw Wrong(origin, "an array of strings (and {append=true} at most)");
            }
        }

        return append ? [.. before, .. list] : list;
    }

    private static Dictionary<string, string> ToMap(TomlTable table, string origin)
    {
        var map = new Dictionary<string, string>(table.Count);
        foreach (var (name, value) in table)
        {
            map[name] = value as string ?? throw Wrong($"{origin}.{name}", "a string");
        }

        return map;
    }

    private static InvalidDataException Wrong(string origin, string expected) => new($"{origin} must be {expected}");
}
