using GraphDriver.Cli.Output;

namespace GraphDriver.Cli.Tests.Output;

public sealed class TextBarsTests
{
    [Fact]
    public void Bars_are_to_scale_and_segments_differ_without_colours() => Assert.Equal(
        """
          shared  ██████████                                1 kB
          plain   ████████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  4 kB
          none                                              0 B
          little  ▏                                         1 B
                  █ contents   ▒ metadata

        """,
        Draw(new TextBars("contents", "metadata"), ("shared", [1000, 0]), ("plain", [2000, 2000]), ("none", [0, 0]), ("little", [0, 1])));

    [Fact]
    public void A_long_name_keeps_its_end_and_moves_no_cursor()
    {
        Assert.Equal(
            $"  …{new string('n', 19)}:tag  {new string('█', 40)}  1 B\n  \\x1b[2J{new string(' ', 17)}  {new string('█', 40)}  1 B\n",
            Draw(new TextBars("size"), ($"registry/{new string('n', 50)}:tag", [1]), ("\u001b[2J", [1])));
        Assert.Equal("", Draw(new TextBars("size")));
    }

    private static string Draw(TextBars chart, params (string Label, long[] Values)[] bars)
    {
        foreach (var (label, values) in bars)
        {
            chart.Add(label, values);
        }

        using var text = new StringWriter { NewLine = "\n" };
        chart.WriteTo(text);
        return text.ToString();
    }
}
