using System.CommandLine;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Reports;

/// <summary>The option <c>--html FILE</c> of commands whose figures can be had as a page.</summary>
internal static class HtmlOption
{
    public static Option<string?> Create() =>
        new("--html") { Description = $"Write a page with charts as well; {ReportFile.StandardOutput} writes it to standard output alone", HelpName = "FILE" };

    /// <summary>Prints a command's figures as it is asked to: as JSON or for people, and as a page.</summary>
    /// <param name="file">The page's file; null where none is wanted.</param>
    /// <param name="isJson">Whether the figures are printed as JSON.</param>
    /// <param name="page">Makes the page.</param>
    /// <param name="print">Prints the figures.</param>
    /// <exception cref="UsageException">Both would go to standard output.</exception>
    /// <exception cref="Linux.LinuxException">The file cannot be written.</exception>
    public static void Print(string? file, bool isJson, Func<Report> page, Action print)
    {
        if (file == ReportFile.StandardOutput && isJson)
        {
            throw new UsageException("--html - and --format json cannot both have standard output");
        }

        if (file is not null)
        {
            ReportFile.Write(page(), file);
        }

        if (file != ReportFile.StandardOutput)
        {
            print();
        }
    }
}
