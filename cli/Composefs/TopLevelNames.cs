using System.Text;

namespace GraphDriver.Cli.Composefs;

/// <summary>The names of an image's root that <c>--filter</c> leaves.</summary>
internal static class TopLevelNames
{
    /// <summary>The names as bytes; null where all are meant.</summary>
    /// <exception cref="ToolException">One is a path.</exception>
    public static IReadOnlyCollection<byte[]>? Parse(IReadOnlyCollection<string>? filters)
    {
        if (filters is not { Count: > 0 })
        {
            return null;
        }

        return filters.FirstOrDefault(filter => filter.Contains('/', StringComparison.Ordinal)) is { } path
            ? throw new ToolException($"Filter must be a single name: {path}")
            : [.. filters.Select(Encoding.UTF8.GetBytes)];
    }
}
