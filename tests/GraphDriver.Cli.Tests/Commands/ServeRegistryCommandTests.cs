using GraphDriver.Cli.Commands;

namespace GraphDriver.Cli.Tests.Commands;

public sealed class ServeRegistryCommandTests
{
    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("0.0.0.0:65535")]
    [InlineData("[::1]:5000")]
    public void An_address_has_a_port(string text) => Assert.Equal(text, $"{ServeRegistryCommand.ParseListen(text)}");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:+1")]
    [InlineData(":5000")]
    [InlineData("5000")]
    [InlineData("::1:5000")]
    [InlineData("localhost:5000")]
    [InlineData("")]
    public void Anything_else_is_an_error_that_shows_it(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => ServeRegistryCommand.ParseListen(text)).Message, StringComparison.Ordinal);
}
