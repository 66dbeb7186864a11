using System.Text;
using GraphDriver.Containers.Monitor;

namespace GraphDriver.Tests.Containers;

public sealed class MonitorTests
{
    private static readonly ConmonCommand Command = new()
    {
        Id = "id",
        RunId = "run",
        Name = "name",
        Runtime = "/usr/bin/runc",
        Bundle = "/bundle",
        PidFile = "/pid",
        ConmonPidFile = "/conmon",
        ExitDirectory = "/exit",
        RuntimeLog = "/oci-log",
    };

    [Fact]
    public void A_containers_monitor_logs_and_cleans_up()
    {
        var text = string.Join(' ', (Command with { LogPath = "/log", Terminal = true, ExitCommand = ["/self", "cleanup", "id"] }).ToArguments());
        Assert.Contains("-l k8s-file:/log ", text, StringComparison.Ordinal);
        Assert.Contains(" -t --exit-command /self --exit-command-arg cleanup --exit-command-arg id", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" -i", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--exec", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commands_monitor_waits_for_who_attaches()
    {
        var text = string.Join(' ', (Command with { ExecProcess = "/process", ExecAttach = true, Interactive = true }).ToArguments());
        Assert.Contains("-l none ", text, StringComparison.Ordinal);
        Assert.EndsWith("-i -e --exec-process-spec /process --exec-attach", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"data\": 42}\n", 42, null)]
    [InlineData("{\"data\": -1, \"message\": \"it \\\"broke\\\"\"}\n", -1, "it \"broke\"")]
    public void A_message_is_read(string line, int data, string? message) =>
        Assert.Equal(new SyncMessage(data, message), SyncMessage.Parse(Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"data\": \"x\"}")]
    [InlineData("{\"data\": 99999999999}")]
    [InlineData("{\"data\": 1, \"message\": 2}")]
    public void What_is_no_message_is_quoted(string line) =>
        Assert.Throws<InvalidDataException>(() => SyncMessage.Parse(Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("", null)]
    [InlineData("plain words\n", "plain words")]
    [InlineData("{\"level\":\"warning\",\"msg\":\"first\"}\n{\"level\":\"error\",\"msg\":\"second\"}\n", "second")]
    [InlineData("{\"msg\":\"crun\",\"level\":\"error\",\"time\":\"x\"}", "crun")]
    [InlineData("{\"level\":\"error\",\"msg\":\"whole\"}\n{\"level\":\"err", "whole")]
    public void The_last_error_of_a_runtimes_log_is_found(string log, string? error) =>
        Assert.Equal(error, RuntimeLog.LastError(Encoding.UTF8.GetBytes(log)));
}
