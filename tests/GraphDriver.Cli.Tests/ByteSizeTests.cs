namespace GraphDriver.Cli.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("180MB", 180_000_000)]
    [InlineData("20kB", 20_000)]
    [InlineData("20KB", 20_000)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("2gib", 2_147_483_648)]
    [InlineData("77B", 77)]
    [InlineData("77", 77)]
    public void A_number_with_a_unit_is_a_size(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse("--size", text, 1, long.MaxValue));

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1MB")]
    [InlineData("1e6")]
    [InlineData("1,5MB")]
    [InlineData("0")]
    [InlineData("11GB")]
    [InlineData("79228162514264337593543950335GB")]
    public void Anything_else_is_refused_by_its_text(string text) =>
        Assert.Contains($"--size '{text}'", Assert.Throws<FormatException>(() => ByteSize.Parse("--size", text, 1, 10_000_000_000)).Message, StringComparison.Ordinal);
}
