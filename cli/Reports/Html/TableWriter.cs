using System.Globalization;

namespace GraphDriver.Cli.Reports.Html;

/// <summary>Writes tables: numbers to the right, as people read them, each with the exact one in its <c>title</c> and <c>data-value</c>.</summary>
internal sealed class TableWriter(HtmlWriter html)
{
    private static readonly (string Name, string Value) Number = ("class", "number");

    /// <param name="table">The table.</param>
    /// <param name="caption">What stands above it; nothing where empty.</param>
    public void Write(ReportTable table, string caption)
    {
        var isNumber = table.Columns.Index().Select(column => table.Rows.Count > 0 && table.Rows.All(row => row[column.Index] is { Quantity: not null } or { Text: "" })).ToArray();

        // A table that is wider than a phone scrolls by itself, by keys as well.
        using (html.Element("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", table.Title)))
        using (html.Element("table"))
        {
            if (caption.Length > 0)
            {
                html.Text("caption", caption);
            }

            WriteHeadings(table.Columns, isNumber);
            using (html.Element("tbody"))
            {
                foreach (var (number, row) in table.Rows.Index())
                {
                    using (table.HasTotal && number == table.Rows.Count - 1 ? html.Element("tr", ("class", "total")) : html.Element("tr"))
                    {
                        WriteCells(row);
                    }
                }
            }
        }

        if (caption.Length > 0 && table.Description.Length > 0)
        {
            html.Text("p", table.Description, ("class", "about"));
        }
    }

    private void WriteHeadings(IReadOnlyList<string> columns, bool[] isNumber)
    {
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            foreach (var (number, column) in columns.Index())
            {
                if (number > 0 && isNumber[number])
                {
                    html.Text("th", column, ("scope", "col"), Number);
                }
                else
                {
                    html.Text("th", column, ("scope", "col"));
                }
            }
        }
    }

    private void WriteCells(IReadOnlyList<ReportCell> row)
    {
        html.Text("th", row[0].Text, ("scope", "row"));
        foreach (var cell in row.Skip(1))
        {
            if (cell.Quantity is { } quantity)
            {
                html.Text("td", cell.Text, Number, ("title", quantity.Exact), ("data-value", quantity.Value.ToString(CultureInfo.InvariantCulture)));
            }
            else
            {
                html.Text("td", cell.Text);
            }
        }
    }
}
