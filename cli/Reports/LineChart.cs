namespace GraphDriver.Cli.Reports;

/// <summary>Lines over the numbers 1, 2, 3 … of something, such as the images that were pulled one after the other; the scale begins at zero.</summary>
internal sealed record LineChart : ReportBlock
{
    /// <summary>The unit of all lines.</summary>
    public required Unit Unit { get; init; }

    /// <summary>What the numbers from left to right count, such as <c>images</c>.</summary>
    public required string Across { get; init; }

    /// <summary>At least one, at most <see cref="Html.ReportStyle.Colours"/>; they may differ in length.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }
}
