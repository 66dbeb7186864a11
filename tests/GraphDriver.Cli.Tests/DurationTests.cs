namespace GraphDriver.Cli.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h30m", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("0s", 0)]
    public void A_number_and_a_unit_is_a_duration(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("24")]
    [InlineData("-1h")]
    [InlineData("1e9d")]
    [InlineData("1.5h")]
    [InlineData("99999999s")]
    [InlineData("9999999d9999999d")]
    [InlineData("NaNs")]
    public void Anything_else_is_refused_by_its_text(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => Duration.Parse(text)).Message, StringComparison.Ordinal);
}
