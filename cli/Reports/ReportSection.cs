namespace GraphDriver.Cli.Reports;

/// <summary>A titled part of a report.</summary>
internal sealed record ReportSection
{
    public required string Title { get; init; }

    /// <summary>Paragraphs before the first chart.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>Charts and tables, in the order in which they are shown.</summary>
    public IReadOnlyList<ReportBlock> Blocks { get; init; } = [];

    /// <summary>Paragraphs after the last: what the figures do not say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
