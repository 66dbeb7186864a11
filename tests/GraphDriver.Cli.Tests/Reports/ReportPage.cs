using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using GraphDriver.Cli.Reports;
using GraphDriver.Cli.Reports.Html;

namespace GraphDriver.Cli.Tests.Reports;

/// <summary>A rendered page, read by a strict XML parser.</summary>
internal sealed class ReportPage
{
    public ReportPage(Report report)
    {
        Text = Encoding.UTF8.GetString(HtmlReport.Render(report));
        using var reader = XmlReader.Create(new StringReader(Text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        Document = XDocument.Load(reader);
    }

    public string Text { get; }

    public XDocument Document { get; }

    public IReadOnlyList<XElement> Bars => All("rect", "bar");

    public static Report Of(params ReportBlock[] blocks) =>
        new() { Title = "Title", Summary = ["Summary"], Sections = [new ReportSection { Title = "Section", Blocks = blocks }] };

    public static BarChart Chart(params Bar[] bars) => new()
    {
        Title = "Chart",
        Unit = Unit.Bytes,
        Series = [.. Enumerable.Range(1, bars.Length == 0 ? 1 : bars[0].Values.Count).Select(number => $"series {number}")],
        Bars = bars,
    };

    public IReadOnlyList<XElement> All(string name) => [.. Document.Descendants(name)];

    public IReadOnlyList<XElement> All(string name, string kind) =>
        [.. Document.Descendants(name).Where(element => ((string?)element.Attribute("class") ?? "").Split(' ').Contains(kind))];

    public static long Value(XElement element) => long.Parse(element.Attribute("data-value")!.Value, CultureInfo.InvariantCulture);

    /// <summary>A length in hundredths, from 0 to 1.</summary>
    public static double Part(XElement element, string name) => double.Parse(element.Attribute(name)!.Value.TrimEnd('%'), CultureInfo.InvariantCulture) / 100;
}
