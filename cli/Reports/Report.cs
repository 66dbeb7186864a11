using System.Text.Json;

namespace GraphDriver.Cli.Reports;

/// <summary>
/// A page of titled sections, each with paragraphs, charts and tables. It knows nothing of where its figures come from: a command makes one of what it
/// has measured, and <see cref="Html.HtmlReport"/> writes it as one file that needs nothing else.
/// </summary>
/// <remarks>
/// <para>All texts are plain and may come from anywhere (names of images, paths): the writer escapes them. All figures are a <see cref="Quantity"/>, a whole
/// number with its unit, which the page shows rounded and keeps exactly.</para>
/// <para>A chart brings its table along, below it, with the same figures: what is in a chart need not be put in a <see cref="ReportTable"/> again.</para>
/// <code>
/// var report = new Report
/// {
///     Title = "Twenty images",
///     Summary = ["20 images in 183 MB where plain overlay takes 1.2 GB: 1.02 GB saved (85 %)"],
///     Sections =
///     [
///         new ReportSection
///         {
///             Title = "Disk",
///             Blocks =
///             [
///                 BarChart.Compare("Twenty images on the disk", "size", ("composefs", Quantity.Bytes(183_000_000)), ("plain overlay", Quantity.Bytes(1_200_000_000))),
///                 new LineChart
///                 {
///                     Title = "As images are pulled", Unit = Unit.Bytes, Across = "images",
///                     Lines = [new Line("composefs", [9, 10, 11]), new Line("plain overlay", [9, 18, 27])],
///                 },
///                 new ReportTable { Title = "Pulls", Columns = ["image", "time"], Rows = [["debian", Quantity.Time(TimeSpan.FromSeconds(2))]] },
///             ],
///         },
///     ],
/// };
/// ReportFile.Write(report, "report.html");
/// </code>
/// </remarks>
internal sealed record Report
{
    /// <summary>The heading of the page, and its title.</summary>
    public required string Title { get; init; }

    /// <summary>What the page says in sum, each a paragraph below the heading, the first the sentence that people come for.</summary>
    public IReadOnlyList<string> Summary { get; init; } = [];

    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>Where and when the figures were taken: a line at the end of the page; none where empty.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Writes one JSON value, the same figures for programs: it becomes the element with the id <c>figures</c>. None where null.</summary>
    public Action<Utf8JsonWriter>? Figures { get; init; }
}
