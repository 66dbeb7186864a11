namespace GraphDriver.Cli.Reports.Html;

/// <summary>Writes charts, each with a legend and its table, and tables.</summary>
internal sealed class BlockWriter(HtmlWriter html)
{
    private readonly TableWriter _tables = new(html);
    private int _charts;

    /// <exception cref="ArgumentException">A number in a chart is negative, or a bar has not one value a series.</exception>
    public void Write(ReportBlock block)
    {
        switch (block)
        {
            case BarChart chart:
                WriteChart(chart, chart.IsComparison || chart.Series.Count == 1 ? [] : chart.Series, id => new BarChartWriter(html, chart).Write(id), ChartTable.Of(chart));
                break;
            case LineChart chart:
                WriteChart(chart, [.. chart.Lines.Select(line => line.Name)], id => new LineChartWriter(html, chart).Write(id), ChartTable.Of(chart));
                break;
            case ReportTable table:
                _tables.Write(table, table.Title);
                break;
            default:
                throw new ArgumentException($"{block.GetType().Name} cannot be drawn", nameof(block));
        }
    }

    private void WriteChart(ReportBlock chart, IReadOnlyList<string> legend, Action<string> draw, ReportTable table)
    {
        using (html.Element("figure"))
        {
            html.Text("figcaption", chart.Title);
            if (chart.Description.Length > 0)
            {
                html.Text("p", chart.Description, ("class", "about"));
            }

            WriteLegend(legend);
            if (table.Rows.Count == 0)
            {
                html.Text("p", "There is nothing to show.", ("class", "about"));
                return;
            }

            draw($"chart{++_charts}");
            using (html.Element("details"))
            {
                html.Text("summary", "The same as a table");
                _tables.Write(table, "");
            }
        }
    }

    private void WriteLegend(IReadOnlyList<string> series)
    {
        if (series.Count == 0)
        {
            return;
        }

        using (html.Element("ul", ("class", "legend")))
        {
            foreach (var (number, name) in series.Index())
            {
                using (html.Element("li"))
                {
                    html.Text("i", "", ("class", ReportStyle.ClassOf(number)));
                    html.Text("span", name);
                }
            }
        }
    }
}
