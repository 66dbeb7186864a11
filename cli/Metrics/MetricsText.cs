using System.Globalization;

namespace GraphDriver.Cli.Metrics;

/// <summary>
/// Writes gauges in the text format of Prometheus, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format): UTF-8, lines that end with a line feed.
/// </summary>
internal sealed class MetricsText(TextWriter output)
{
    /// <summary>Writes a family: all samples of one name. Nothing where there are no samples.</summary>
    /// <param name="name">The name, of letters, digits and underscores.</param>
    /// <param name="help">What it says, one sentence.</param>
    /// <param name="samples">The samples, no two with the same labels.</param>
    public void Write(string name, string help, IEnumerable<MetricSample> samples)
    {
        var isFirst = true;
        foreach (var sample in samples)
        {
            if (isFirst)
            {
                output.Write($"# HELP {name} {EscapeHelp(help)}\n# TYPE {name} gauge\n");
                isFirst = false;
            }

            Write(name, sample);
        }
    }

    /// <summary>Writes a family of one sample without labels.</summary>
    public void Write(string name, string help, long value) => Write(name, help, [new MetricSample(value)]);

    private void Write(string name, MetricSample sample)
    {
        output.Write(name);
        if (sample.Labels.Count > 0)
        {
            output.Write('{');
            output.Write(string.Join(',', sample.Labels.Select(label => $"{label.Name}=\"{EscapeValue(label.Value)}\"")));
            output.Write('}');
        }

        output.Write(' ');
        output.Write(sample.Value.ToString(CultureInfo.InvariantCulture));
        output.Write('\n');
    }

    private static string EscapeHelp(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
