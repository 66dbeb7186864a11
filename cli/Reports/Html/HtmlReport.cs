namespace GraphDriver.Cli.Reports.Html;

/// <summary>
/// Writes a report as one page of HTML that needs nothing else: no network, no script, no file beside it. The page is also well-formed XML. It is light or dark as
/// the reader's system is, fits a phone, and says in words and tables all that its charts show.
/// </summary>
internal static class HtmlReport
{
    /// <summary>The page, in UTF-8.</summary>
    /// <exception cref="ArgumentException">A number in a chart is negative, or a bar has not one value a series.</exception>
    public static byte[] Render(Report report)
    {
        var html = new HtmlWriter();
        html.Raw("<!DOCTYPE html>\n");
        using (html.Element("html", ("lang", "en")))
        {
            WriteHead(html, report);
            using (html.Element("body"))
            {
                WriteBody(html, report);
            }
        }

        return html.ToArray();
    }

    private static void WriteHead(HtmlWriter html, Report report)
    {
        using (html.Element("head"))
        {
            html.Empty("meta", ("charset", "utf-8"));
            html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));

            // Nothing is fetched and nothing runs, whatever a name might contain.
            html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
            html.Empty("link", ("rel", "icon"), ("href", "data:,"));
            html.Text("title", report.Title);
            using (html.Element("style"))
            {
                html.Raw(ReportStyle.Sheet);
            }
        }
    }

    private static void WriteBody(HtmlWriter html, Report report)
    {
        using (html.Element("main"))
        {
            using (html.Element("header"))
            {
                html.Text("h1", report.Title);
                WriteParagraphs(html, report.Summary, "summary");
            }

            var blocks = new BlockWriter(html);
            foreach (var section in report.Sections)
            {
                using (html.Element("section"))
                {
                    html.Text("h2", section.Title);
                    WriteParagraphs(html, section.Paragraphs, "lead");
                    foreach (var block in section.Blocks)
                    {
                        blocks.Write(block);
                    }

                    WriteParagraphs(html, section.Notes, "note");
                }
            }
        }

        if (report.Origin.Length > 0)
        {
            html.Text("footer", report.Origin);
        }

        if (report.Figures is { } figures)
        {
            html.Json("figures", figures);
        }
    }

    private static void WriteParagraphs(HtmlWriter html, IReadOnlyList<string> paragraphs, string kind)
    {
        foreach (var paragraph in paragraphs)
        {
            html.Text("p", paragraph, ("class", kind));
        }
    }
}
