namespace GraphDriver.Cli.Reports;

/// <summary>A bar of a <see cref="BarChart"/>.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Values">Its segments, one a series, in the chart's unit; none is negative.</param>
internal sealed record Bar(string Label, IReadOnlyList<long> Values)
{
    /// <summary>The length of the whole bar; at most the largest number that there is.</summary>
    public long Total => Values.Aggregate(0L, static (sum, value) => sum > long.MaxValue - value ? long.MaxValue : sum + value);
}
