using System.Globalization;

namespace GraphDriver.Cli.Reports;

/// <summary>Where and when the figures of a report were taken.</summary>
internal static class ReportOrigin
{
    /// <summary>A line such as <c>/var/lib/containers/storage on host, 2026-01-31 12:00 UTC, graphdriver 1.0.0</c>.</summary>
    public static string Of(string root, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{root} on {Environment.MachineName}, {now.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, graphdriver {typeof(ReportOrigin).Assembly.GetName().Version!.ToString(3)}");
}
