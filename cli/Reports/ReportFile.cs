using GraphDriver.Cli.Output;
using GraphDriver.Cli.Reports.Html;

namespace GraphDriver.Cli.Reports;

/// <summary>Puts a report where a user wants it.</summary>
internal static class ReportFile
{
    /// <summary>The name that stands for standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>Writes the page; a file has its name when it is complete, and stays as it was where that fails.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file, or <see cref="StandardOutput"/>.</param>
    /// <exception cref="Linux.LinuxException">The file cannot be written.</exception>
    public static void Write(Report report, string path) => OutputFile.Write(HtmlReport.Render(report), path == StandardOutput ? null : path);
}
