namespace GraphDriver.Cli.Reports;

/// <summary>A cell of a table: a text or a quantity.</summary>
internal readonly record struct ReportCell
{
    private readonly string? _text;

    private ReportCell(string? text, Quantity? quantity) => (_text, Quantity) = (text, quantity);

    /// <summary>The number; null where the cell is a text.</summary>
    public Quantity? Quantity { get; }

    /// <summary>What the cell shows.</summary>
    public string Text => _text ?? Quantity?.ToString() ?? "";

    public static implicit operator ReportCell(string text) => new(text, null);

    public static implicit operator ReportCell(Quantity quantity) => new(null, quantity);
}
