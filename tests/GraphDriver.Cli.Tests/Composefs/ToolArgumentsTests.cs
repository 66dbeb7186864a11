using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Tests.Composefs;

public sealed class ToolArgumentsTests
{
    private static readonly LongOption[] Known = [new("print-digest"), new("print-digest-only"), new("threads", TakesValue: true), new("o", TakesValue: true), new("h")];

    [Theory]
    [InlineData("a b", "", "a b")]
    [InlineData("a --threads 4 b", "threads=4", "a b")]
    [InlineData("--threads=4 --threads= a", "threads=4 threads=", "a")]
    [InlineData("--thr=4", "threads=4", "")]
    [InlineData("--print-digest a", "print-digest", "a")]
    [InlineData("--print-digest-o a", "print-digest-only", "a")]
    [InlineData("-o x -oy -ho z", "o=x o=y h o=z", "")]
    [InlineData("- -- --threads", "", "- --threads")]
    [InlineData("-o -- a", "o=--", "a")]
    public void Words_are_read_as_getopt_long_reads_them(string words, string options, string operands)
    {
        var arguments = new ToolArguments(words.Split(' '), Known);
        Assert.Equal(options, string.Join(' ', arguments.Options.Select(option => option.Value is null ? option.Name : $"{option.Name}={option.Value}")));
        Assert.Equal(operands, string.Join(' ', arguments.Operands));
    }

    [Theory]
    [InlineData("--nothing", true)]
    [InlineData("--print", true)]
    [InlineData("--print-digest=yes", true)]
    [InlineData("-x", true)]
    [InlineData("--threads", false)]
    [InlineData("-o", false)]
    public void What_is_no_option_is_refused(string words, bool showsUsage) =>
        Assert.Equal(showsUsage, Assert.Throws<UsageException>(() => new ToolArguments(words.Split(' '), Known)).ShowsUsage);
}
