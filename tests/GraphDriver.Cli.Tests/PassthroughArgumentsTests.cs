using System.CommandLine;
using GraphDriver.Cli.Commands;

namespace GraphDriver.Cli.Tests;

public sealed class PassthroughArgumentsTests
{
    private readonly RootCommand _root = new();
    private readonly Command _run;
    private readonly Command _exec;

    public PassthroughArgumentsTests()
    {
        var globals = new GlobalOptions();
        globals.AddTo(_root);
        _root.Add(_run = RunCommand.Create(globals));
        _root.Add(_exec = ExecCommand.Create(globals));
        _root.Add(PsCommand.Create(globals));
    }

    [Theory]
    [InlineData("run img", "run img --")]
    [InlineData("run img ls -l --rm", "run img -- ls -l --rm")]
    [InlineData("run --rm -d img --name x", "run --rm -d img -- --name x")]
    [InlineData("run -dit img", "run -d -i -t img --")]
    [InlineData("run --name box img", "run --name=box img --")]
    [InlineData("run --name=box img", "run --name=box img --")]
    [InlineData("run -e A=1 -eB=2 -e=C=3 img", "run -e=A=1 -e=B=2 -e=C=3 img --")]
    [InlineData("run -itv /a:/b:ro img -v", "run -i -t -v=/a:/b:ro img -- -v")]
    [InlineData("run -e -x img", "run -e=-x img --")]
    [InlineData("run --rm=true --detach=false img", "run --rm img --")]
    [InlineData("run --network host img", "run --network=host img --")]
    [InlineData("run img -- x", "run img -- -- x")]
    [InlineData("run -- img -x", "run -- img -x")]
    [InlineData("run img @file - --", "run img -- @file - --")]
    [InlineData("run --log-level debug img", "run --log-level=debug img --")]
    [InlineData("--root /r run -d img -d", "--root=/r run -d img -- -d")]
    [InlineData("--log-level=debug exec -it box sh -c x", "--log-level=debug exec -i -t box -- sh -c x")]
    [InlineData("run --help", "run --help")]
    [InlineData("ps -a", "ps -a")]
    [InlineData("--version", "--version")]
    [InlineData("unknown --run x", "unknown --run x")]
    [InlineData("", "")]
    public void Words_are_split(string given, string expected) =>
        Assert.Equal(Words(expected), PassthroughArguments.Split(_root, [_run, _exec], Words(given)));

    [Theory]
    [InlineData("run --privileged img")]
    [InlineData("run -dx img")]
    [InlineData("run --name")]
    [InlineData("run -v")]
    [InlineData("run --rm=perhaps img")]
    public void What_run_does_not_know_is_refused(string given) =>
        Assert.Throws<FormatException>(() => PassthroughArguments.Split(_root, [_run, _exec], Words(given)));

    [Fact]
    public void The_parser_sees_what_is_meant()
    {
        var words = PassthroughArguments.Split(_root, [_run, _exec], ["run", "-e", "X=a b:c=d", "--entrypoint", "", "img", "sh", "-c", "--rm", "@x", ""]);
        var parsed = _root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.Empty(parsed.Errors);
        Assert.Equal(["X=a b:c=d"], parsed.GetValue<string[]>("--env")!);
        Assert.Equal("", parsed.GetValue<string?>("--entrypoint"));
        Assert.Equal("img", parsed.GetValue<string>("IMAGE"));
        Assert.Equal(["sh", "-c", "--rm", "@x", ""], parsed.GetValue<string[]>("ARG")!);
        Assert.False(parsed.GetValue<bool>("--rm"));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
