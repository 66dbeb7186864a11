using System.Text;

namespace GraphDriver.Testing.Registry;

/// <summary>A request as it came over the wire.</summary>
public sealed record TestRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The target without its query.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>The query's fields, unescaped; a repeated one once for each time.</summary>
    public IReadOnlyList<(string Name, string Value)> Query => Fields(Target.Contains('?') ? Target[(Target.IndexOf('?') + 1)..] : "");

    /// <summary>The fields of a form that was posted.</summary>
    public IReadOnlyList<(string Name, string Value)> Form => Fields(Encoding.UTF8.GetString(Body));

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The first byte and the last one of a <c>Range</c> header; null where there is none.</summary>
    public (long First, long? Last)? Range
    {
        get
        {
            if (Header("Range") is not { } text)
            {
                return null;
            }

            var parts = text["bytes=".Length..].Split('-');
            return (long.Parse(parts[0]), parts[1].Length == 0 ? null : long.Parse(parts[1]));
        }
    }

    public override string ToString() => $"{Method} {Target}";

    private static (string Name, string Value)[] Fields(string text) =>
    [
        .. text.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('=', 2))
            .Select(field => (Unescape(field[0]), Unescape(field.ElementAtOrDefault(1) ?? ""))),
    ];

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
