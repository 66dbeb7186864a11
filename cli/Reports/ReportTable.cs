namespace GraphDriver.Cli.Reports;

/// <summary>A table. A column whose cells are all quantities, or empty, is aligned to the right.</summary>
internal sealed record ReportTable : ReportBlock
{
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The rows, each with one cell a column; the first cell names the row.</summary>
    public required IReadOnlyList<IReadOnlyList<ReportCell>> Rows { get; init; }

    /// <summary>Whether the last row is the sum of those before it.</summary>
    public bool HasTotal { get; init; }
}
