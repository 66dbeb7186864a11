using System.Text;
using GraphDriver.Cli.Metrics;
using GraphDriver.Testing;

namespace GraphDriver.Cli.Tests.Metrics;

public sealed class MetricsTextTests
{
    [Fact]
    public void Families_are_written_with_help_type_and_samples()
    {
        string text = Write(metrics =>
        {
            metrics.Write("one_bytes", "A number.", 5);
            metrics.Write("none", "Never seen.", []);
            metrics.Write("two", "A \\ and\na line.", [new(-1, ("a", "x")), new(long.MaxValue, ("a", "y"), ("b", ""))]);
        });

        Assert.Equal(
            "# HELP one_bytes A number.\n# TYPE one_bytes gauge\none_bytes 5\n"
            + "# HELP two A \\\\ and\\na line.\n# TYPE two gauge\ntwo{a=\"x\"} -1\ntwo{a=\"y\",b=\"\"} 9223372036854775807\n",
            text);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\b", "a\\\\b")]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("\\\"\n\\n", "\\\\\\\"\\n\\\\n")]
    [InlineData("tab\tcr\r{}=,", "tab\tcr\r{}=,")]
    [InlineData("ünï-容器", "ünï-容器")]
    public void A_value_of_a_label_comes_back_as_it_was(string value, string written)
    {
        string text = Write(metrics => metrics.Write("name", "Help.", [new(1, ("label", value))]));

        Assert.Contains($"name{{label=\"{written}\"}} 1\n", text, StringComparison.Ordinal);
        Assert.Equal(1, new ExpositionText(Encoding.UTF8.GetBytes(text))["name", $"label={value}"]);
    }

    [Theory]
    [InlineData("name 1")]
    [InlineData("name 1\n")]
    [InlineData("# HELP name x\nname 1\n")]
    [InlineData("# HELP name x\n# TYPE name gauge\nother 1\n")]
    [InlineData("# HELP name x\n# TYPE name gauge\nname 1\nname 2\n")]
    [InlineData("# HELP name x\n# TYPE name gauge\nname{a=\"\"\"} 1\n")]
    [InlineData("# HELP name x\n# TYPE name gauge\nname{a=\"\\x\"} 1\n")]
    [InlineData("# HELP name x\n# TYPE name gauge\nname{1a=\"x\"} 1\n")]
    [InlineData("# HELP name x\n# TYPE name gauge\nname{a=\"x\",a=\"y\"} 1\n")]
    [InlineData("# HELP name x\n# TYPE name gauge\nname 1,5\n")]
    [InlineData("# HELP name x\n# TYPE name gauges\nname 1\n")]
    public void The_reader_of_these_tests_refuses_what_is_not_of_the_format(string text) =>
        Assert.Throws<FormatException>(() => new ExpositionText(Encoding.UTF8.GetBytes(text)));

    private static string Write(Action<MetricsText> write)
    {
        using var text = new StringWriter();
        write(new MetricsText(text));
        return text.ToString();
    }
}
