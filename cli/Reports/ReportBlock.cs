namespace GraphDriver.Cli.Reports;

/// <summary>A chart or a table: a <see cref="BarChart"/>, a <see cref="LineChart"/> or a <see cref="ReportTable"/>.</summary>
internal abstract record ReportBlock
{
    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence more, where the title does not say it all.</summary>
    public string Description { get; init; } = "";
}
