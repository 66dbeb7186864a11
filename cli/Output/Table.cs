using System.Text;

namespace GraphDriver.Cli.Output;

/// <summary>A listing in columns that are as wide as their widest cell, as podman prints it.</summary>
internal sealed class Table(params string[] headings)
{
    private const int MinWidth = 12;
    private const int Gap = 2;

    private readonly List<string[]> _rows = [headings];

    /// <summary>Adds a row with one cell a column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteTo(TextWriter output)
    {
        var widths = Enumerable.Range(0, headings.Length).Select(column => Math.Max(MinWidth, _rows.Max(row => row[column].Length) + Gap)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            text.AppendJoin("", row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column]))).Append('\n');
        }

        // Standard output is not buffered: a write a line would be a system call a line.
        output.Write(text);
    }
}
