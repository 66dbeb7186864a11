namespace GraphDriver.Cli.Reports;

/// <summary>A line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Values">Its height at 1, 2, 3 …, in the chart's unit; none is negative.</param>
internal sealed record Line(string Name, IReadOnlyList<long> Values);
