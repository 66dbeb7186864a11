using GraphDriver.Linux.Processes;

namespace GraphDriver.Linux.Tests.Processes;

public sealed class SignalTests
{
    [Theory]
    [InlineData("15", 15)]
    [InlineData("TERM", 15)]
    [InlineData("SIGTERM", 15)]
    [InlineData("sigkill", 9)]
    [InlineData("USR1", 10)]
    [InlineData("WINCH", 28)]
    [InlineData("SYS", 31)]
    [InlineData("SIGRTMIN", 34)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("RTMAX-1", 63)]
    [InlineData("64", 64)]
    public void A_signal_is_read(string text, int number) => Assert.Equal(number, Signal.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-9")]
    [InlineData("SIG")]
    [InlineData("NOPE")]
    [InlineData("RTMIN-1")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMINX")]
    public void What_is_no_signal_is_refused(string text) => Assert.Throws<FormatException>(() => Signal.Parse(text));

    [Fact]
    public void Names_and_numbers_agree() =>
        Assert.All(Enumerable.Range(1, 31), number => Assert.Equal(number, Signal.Parse(Signal.Name(number))));
}
