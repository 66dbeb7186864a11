using GraphDriver.Cli.Output;

namespace GraphDriver.Cli.Tests.Output;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("a plain message with ümlauts", "a plain message with ümlauts")]
    [InlineData("two\nlines\r\nand more", "two lines and more")]
    [InlineData("\u001b[2Jgone", "\\x1b[2Jgone")]
    [InlineData("a\u0085b\u009bc\u007f", "a b\\x9bc\\x7f")]
    public void A_message_is_one_line_without_control_characters(string message, string line) =>
        Assert.Equal(line, Diagnostic.OneLine(message));
}
