namespace GraphDriver.Cli.Metrics;

/// <summary>One value of a family, told from the others by its labels.</summary>
/// <param name="Value">The value; sizes are in bytes.</param>
/// <param name="Labels">Names, of letters, digits and underscores, and values, of any characters.</param>
internal readonly record struct MetricSample(long Value, params IReadOnlyList<(string Name, string Value)> Labels);
