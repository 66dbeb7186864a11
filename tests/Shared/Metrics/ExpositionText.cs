using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GraphDriver.Testing;

/// <summary>
/// Reads Prometheus' text format, version 0.0.4, by its grammar and nothing beside it
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details), and holds it to what is only recommended as well: HELP and TYPE before the
/// samples of a family, all of them together, no series twice.
/// </summary>
internal sealed partial class ExpositionText
{
    private readonly HashSet<string> _families = [];
    private readonly Dictionary<string, double> _samples = [];

    /// <exception cref="FormatException">A line is not as it should be.</exception>
    public ExpositionText(byte[] bytes)
    {
        string text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        Require(text.Length == 0 || text[^1] == '\n', "the last line has no end");
        var (helped, family) = ("", "");
        foreach (string line in text.Split('\n').SkipLast(1))
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                Require(_families.Add(help.Groups["name"].Value), line);
                helped = help.Groups["name"].Value;
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                Require(type.Groups["name"].Value == helped && family != helped, line);
                family = helped;
            }
            else
            {
                Read(line, family);
            }
        }
    }

    /// <summary>The names of all families.</summary>
    public IReadOnlyCollection<string> Families => _families;

    /// <summary>The series of a family: labels as they are written, and values.</summary>
    public IReadOnlyDictionary<string, double> Of(string name) =>
        _samples.Where(sample => sample.Key.Split('{')[0] == name).ToDictionary(sample => sample.Key[name.Length..], sample => sample.Value);

    /// <summary>The value of one series: a name, and labels as <c>name=value</c> in their order, values as they are meant.</summary>
    public double this[string name, params string[] labels] =>
        _samples[labels.Length == 0 ? name : $"{name}{{{string.Join(',', labels)}}}"];

    private void Read(string line, string family)
    {
        var match = SampleLine().Match(line);
        Require(match.Success && match.Groups["name"].Value == family, line);
        string[] labels = [.. match.Groups["label"].Captures.Zip(match.Groups["value"].Captures, (label, value) => $"{label.Value}={Unescape(value.Value)}")];
        Require(labels.Select(label => label.Split('=')[0]).Distinct().Count() == labels.Length, line);
        string series = labels.Length == 0 ? family : $"{family}{{{string.Join(',', labels)}}}";
        Require(_samples.TryAdd(series, double.Parse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture)), line);
    }

    private static string Unescape(string text) => Escape().Replace(text, match => match.Value switch
    {
        "\\n" => "\n",
        "\\\"" => "\"",
        "\\\\" => "\\",
        _ => throw new FormatException(match.Value),
    });

    private static void Require(bool condition, string line)
    {
        if (!condition)
        {
            throw new FormatException(line);
        }
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\\n]|\\\\|\\n)+\z")]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:counter|gauge|histogram|summary|untyped)\z")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:(?<label>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<value>(?:[^""\\\n]|\\\\|\\""|\\n)*)"",?)+\})? (?<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|Inf|NaN))(?: -?[0-9]+)?\z")]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();
}
