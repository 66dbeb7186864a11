using GraphDriver.Cli.Output;

namespace GraphDriver.Cli.Tests.Output;

public sealed class HumanTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(2175415, "2.18 MB")]
    [InlineData(77_900_000, "77.9 MB")]
    [InlineData(183_600_000, "184 MB")]
    [InlineData(4_560_000_000, "4.56 GB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void Sizes_have_three_digits_and_decimal_units(long bytes, string text) => Assert.Equal(text, HumanText.Size(bytes));

    [Theory]
    [InlineData(0.5, "Less than a second ago")]
    [InlineData(1, "1 second ago")]
    [InlineData(59, "59 seconds ago")]
    [InlineData(60, "About a minute ago")]
    [InlineData(3599, "59 minutes ago")]
    [InlineData(3600, "About an hour ago")]
    [InlineData(47 * 3600, "47 hours ago")]
    [InlineData(48 * 3600, "2 days ago")]
    [InlineData(13 * 86400, "13 days ago")]
    [InlineData(14 * 86400, "2 weeks ago")]
    [InlineData(59 * 86400, "8 weeks ago")]
    [InlineData(60 * 86400, "2 months ago")]
    [InlineData(729 * 86400, "24 months ago")]
    [InlineData(730 * 86400, "2 years ago")]
    public void Ages_are_worded_as_podman_words_them(double seconds, string text)
    {
        var now = new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(text, HumanText.Age(now.AddSeconds(-seconds), now));
    }

    [Fact]
    public void A_table_is_as_wide_as_its_cells()
    {
        var table = new Table("ONE", "TWO", "THREE");
        table.Add("a cell of eighteen", "b", "c");
        using var text = new StringWriter { NewLine = "\n" };

        table.WriteTo(text);

        Assert.Equal("ONE                 TWO         THREE\na cell of eighteen  b           c\n", text.ToString());
    }
}
