using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests;

/// <summary><c>graphdriver run</c> and what belongs to it, with real programs of a real image.</summary>
[Collection(PeersCollection.Name)]
public sealed class RunTests : IDisposable
{
    private readonly PeersFixture _peers;
    private readonly TestStore _store;
    private readonly string _image;

    public RunTests(PeersFixture peers)
    {
        _peers = peers;
        if (Prerequisites.Missing is not null)
        {
            _store = null!;
            _image = "";
            return;
        }

        _store = peers.Machine.NewStore();
        _image = _store.Pull(peers.Pushed("busybox"));
    }

    public void Dispose()
    {
        if (_store is not null)
        {
            foreach (string line in _store.GraphDriver("ps", "-a", "--format", "json").Json().EnumerateArray().Select(Id))
            {
                _store.GraphDriver("rm", "-f", line);
            }
        }
    }

    [RootFact]
    public void Arguments_environment_and_folder_reach_the_program()
    {
        var result = Run("-e", "GIVEN=by us", "-e", "FROM_IMAGE=no", "-w", "/tmp", _image, "sh", "-c", "echo \"$1|$2|$GIVEN|$FROM_IMAGE|$SPACED|$PWD\"", "sh", "one", "two  words");
        Assert.Equal("one|two  words|by us|no|two words|/tmp", result.Succeeded().Output);
    }

    [RootFact]
    public void The_images_own_command_folder_and_entrypoint_are_used()
    {
        Assert.Equal("/home/guest", Run(_image, "pwd").Succeeded().Output);
        Assert.Equal("entry", Run("--entrypoint", "echo", _image, "entry").Succeeded().Output);
        var shell = _peers.Machine.Run(_store.GraphDriverCommand("run", "--rm", "-i", "--network", "none", _image) with { Input = "echo from the shell\n"u8.ToArray() });
        Assert.Equal("from the shell", shell.Succeeded().Output);
    }

    [RootTheory]
    [InlineData("guest", "1000:1001:1001 1002")]
    [InlineData("1000", "1000:1001:1001 1002")]
    [InlineData("guest:0", "1000:0:0")]
    [InlineData("55:66", "55:66:66")]
    [InlineData("root", "0:0:0")]
    public void A_user_is_looked_up_in_the_image(string user, string ids) =>
        Assert.Equal(ids, Run("-u", user, _image, "sh", "-c", "echo $(id -u):$(id -g):$(id -G)").Succeeded().Output);

    [RootFact]
    public void A_volume_is_seen_on_both_sides_and_a_read_only_one_cannot_be_written()
    {
        string folder = $"{_store.Folder}/volume";
        Directory.CreateDirectory(_peers.Machine.Outside(folder));
        _peers.Machine.WriteFile($"{folder}/from-outside", "hello");
        Assert.Equal("hello", Run("-v", $"{folder}:/data", _image, "sh", "-c", "cat /data/from-outside; echo back >/data/from-inside").Succeeded().Output);
        Assert.Equal("back\n", File.ReadAllText(_peers.Machine.Outside($"{folder}/from-inside")));
        Assert.NotEqual(0, Run("-v", $"{folder}:/data:ro", _image, "touch", "/data/refused").ExitCode);
    }

    [RootTheory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 255", 255)]
    [InlineData("sh -c 'kill -9 $$'; exit $?", 137)]
    [InlineData("sh -c 'kill -15 $$'; exit $?", 143)]
    public void The_exit_code_is_the_programs(string script, int code) => Assert.Equal(code, Run(_image, "sh", "-c", script).ExitCode);

    [RootFact]
    public void A_program_that_is_not_there_or_cannot_run_is_127_and_126()
    {
        Assert.Equal(127, Run(_image, "no-such-program").ExitCode);
        Assert.Equal(126, Run(_image, "/etc/passwd").ExitCode);
        var unknown = Run("no-such-image:anywhere", "true");
        Assert.Equal(125, unknown.ExitCode);
        Assert.Contains("no-such-image", Assert.Single(unknown.Error.Split('\n')), StringComparison.Ordinal);
    }

    [RootFact]
    public void The_container_is_confined()
    {
        var result = Run("--name", "confined", _image, "sh", "-c", """
            hostname | wc -c
            grep -c "$(hostname)" /etc/hosts
            grep CapEff /proc/self/status
            grep Seccomp: /proc/self/status
            test -s /proc/kcore || echo masked
            echo x 2>/dev/null >/proc/sys/kernel/hostname || echo read-only
            test -e /etc/resolv.conf && echo resolver
            ls /sys/class/net
            """).Succeeded();
        Assert.Equal(["13", "1", "CapEff:\t00000000800405fb", "Seccomp:\t2", "masked", "read-only", "resolver", "lo"], result.Lines);
    }

    [RootFact]
    public void Containers_write_to_their_own_upper_and_a_read_only_one_cannot()
    {
        Assert.Equal("mine", Run(_image, "sh", "-c", "echo mine >/etc/file; cat /etc/file").Succeeded().Output);
        Assert.NotEqual(0, Run(_image, "cat", "/etc/file").ExitCode);
        Assert.NotEqual(0, Run("--read-only", _image, "touch", "/etc/file").ExitCode);
    }

    [RootFact]
    public void A_detached_container_keeps_its_log_and_its_exit_code()
    {
        string id = Detached("first", "sh", "-c", "echo to the log; echo to stderr >&2; trap 'exit 9' TERM; while :; do sleep 0.1; done");
        Assert.Equal(64, id.Length);
        WaitForLog("first", "to the log");
        Assert.Contains("first", _store.GraphDriver("ps").Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("in it", _store.GraphDriver("exec", "-e", "A=in it", "first", "sh", "-c", "echo $A").Succeeded().Output);
        Assert.Equal(4, _store.GraphDriver("exec", "first", "sh", "-c", "exit 4").ExitCode);
        _store.GraphDriver("stop", "first").Succeeded();
        Assert.Equal("9", _store.GraphDriver("wait", "first").Succeeded().Output);
        var logs = _store.GraphDriver("logs", "first").Succeeded();
        Assert.Equal("to the log", logs.Output);
        Assert.Equal("to stderr", logs.Error);
        Assert.DoesNotContain("first", _store.GraphDriver("ps").Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("first", _store.GraphDriver("ps", "-a").Succeeded().Output, StringComparison.Ordinal);
        _store.GraphDriver("rm", "first").Succeeded();
        Assert.DoesNotContain("first", _store.GraphDriver("ps", "-a").Succeeded().Output, StringComparison.Ordinal);
    }

    [RootFact]
    public void Kill_sends_the_signal_and_a_running_container_is_removed_only_by_force()
    {
        Detached("looping", "sh", "-c", "trap 'exit 5' USR1; echo ready; while :; do sleep 0.1; done");
        WaitForLog("looping", "ready");
        Assert.Equal(125, _store.GraphDriver("rm", "looping").ExitCode);
        _store.GraphDriver("kill", "-s", "USR1", "looping").Succeeded();
        Assert.Equal("5", _store.GraphDriver("wait", "looping").Succeeded().Output);
        Detached("forced", "sleep", "1000");
        _store.GraphDriver("rm", "-f", "forced").Succeeded();
    }

    [RootFact]
    public void A_signal_to_the_command_reaches_the_program()
    {
        using var running = _peers.Machine.Start(_store.GraphDriverCommand(
            "run", "--rm", "--name", "signalled", "--network", "none", _image, "sh", "-c", "trap 'echo got it; exit 6' TERM; echo ready; while :; do sleep 0.1; done"));
        WaitFor(() => _store.GraphDriver("exec", "signalled", "true").ExitCode == 0);
        _peers.Machine.Run("kill", "-TERM", running.Id.ToString()).Succeeded();
        var result = running.WaitForExit(TimeSpan.FromMinutes(1));
        Assert.Equal(6, result.ExitCode);
        Assert.Contains("got it", result.Output, StringComparison.Ordinal);
    }

    [RootFact]
    public void Twenty_run_at_once()
    {
        var running = Enumerable.Range(0, 20).Select(number => _peers.Machine.Start(_store.GraphDriverCommand(
            "run", "--rm", "--network", "none", _image, "sh", "-c", $"echo {number} >/number; sleep 1; cat /number; exit {number}"))).ToList();
        for (int number = 0; number < running.Count; number++)
        {
            var result = running[number].WaitForExit(TimeSpan.FromMinutes(3));
            running[number].Dispose();
            Assert.True(result.ExitCode == number && result.Output == number.ToString(), result.ToString());
        }

        Assert.Equal("[]", _store.GraphDriver("ps", "-a", "--format", "json").Succeeded().Output);
        Assert.Empty(StoreState.Faults(_store));
    }

    [RootFact]
    public void Nothing_is_left_of_a_removed_container()
    {
        // The first container brings the files of records that hold containers.
        Run(_image, "true").Succeeded();
        var before = StoreState.Of(_store);
        Run(_image, "true").Succeeded();
        Run(_image, "no-such-program");
        Assert.Equal(before, StoreState.Of(_store));
    }

    private static string Id(System.Text.Json.JsonElement container) =>
        container.EnumerateObject().First(property => property.Name.Equals("id", StringComparison.OrdinalIgnoreCase)).Value.GetString()!;

    private static void WaitFor(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(1)), "it did not come to pass within a minute");

    private CommandResult Run(params string[] arguments) => _store.GraphDriver(["run", "--rm", "--network", "none", .. arguments]);

    private string Detached(string name, params string[] command) =>
        _store.GraphDriver(["run", "-d", "--name", name, "--network", "none", _image, .. command]).Succeeded().Output;

    private void WaitForLog(string name, string text) =>
        WaitFor(() => _store.GraphDriver("logs", name).Output.Contains(text, StringComparison.Ordinal));
}
