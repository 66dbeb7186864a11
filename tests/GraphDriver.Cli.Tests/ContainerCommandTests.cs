using GraphDriver.Cli.Commands;
using GraphDriver.Cli.Containers;

namespace GraphDriver.Cli.Tests;

public sealed class ContainerCommandTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-02T12:00:00Z");

    [Theory]
    [InlineData("90m", "2026-01-02T10:30:00Z")]
    [InlineData("1h30m5s", "2026-01-02T10:29:55Z")]
    [InlineData("0s", "2026-01-02T12:00:00Z")]
    [InlineData("1767348000", "2026-01-02T10:00:00Z")]
    [InlineData("2026-01-01T00:00:00+02:00", "2025-12-31T22:00:00Z")]
    public void A_time_is_read(string text, string expected) => Assert.Equal(DateTimeOffset.Parse(expected), LogsCommand.ParseTime(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("5x")]
    [InlineData("m5")]
    [InlineData("99999999999m")]
    public void What_is_no_time_is_refused(string text) => Assert.Throws<FormatException>(() => LogsCommand.ParseTime(text, Now));

    [Theory]
    [InlineData("sh", "sh")]
    [InlineData("[\"sh\", \"-c\"]", "sh|-c")]
    [InlineData("[\"\"]", "")]
    [InlineData("[not json", "[not json")]
    [InlineData("", "")]
    public void An_entrypoint_is_words_or_one_word(string text, string words) => Assert.Equal(words.Split('|'), RunOptions.ParseEntrypoint(text));

    [Fact]
    public void An_entrypoint_of_numbers_is_refused() => Assert.Throws<FormatException>(() => RunOptions.ParseEntrypoint("[null]"));
}
