using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What may happen to a container between its making and its removal: kills, restarts, terminals, a podman beside it.</summary>
[Collection(PeersCollection.Name)]
public sealed class ContainerLifeTests : IDisposable
{
    private const string Loop = "while :; do sleep 0.05; done";

    private readonly PeersFixture _peers;
    private readonly TestStore _store;
    private readonly string _image;

    public ContainerLifeTests(PeersFixture peers)
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

    public void Dispose() => _store?.GraphDriver("rm", "-f", "-a");

    [RootFact]
    public void A_container_outlives_a_killed_command_and_still_goes_when_it_ends()
    {
        using (var running = _peers.Machine.Start(_store.GraphDriverCommand("run", "--rm", "--name", "orphan", _image, "sh", "-c", $"trap 'exit 3' TERM; {Loop}")))
        {
            WaitFor(() => State("orphan") == "running");
            running.Kill();
            running.WaitForExit(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("running", State("orphan"));
        _store.GraphDriver("kill", "-s", "TERM", "orphan").Succeeded();
        WaitFor(() => State("orphan") is null);
        Assert.Empty(StoreState.Faults(_store));
    }

    [RootFact]
    public void A_container_whose_monitor_was_killed_can_be_stopped_and_removed()
    {
        string id = Detached("lonely", "sleep", "1000");
        string monitor = File.ReadAllText(_peers.Machine.Outside($"{_store.RunRoot}/overlay-containers/{id}/userdata/conmon.pid")).Trim();
        _peers.Machine.Run("kill", "-9", monitor).Succeeded();
        Assert.Equal("running", State("lonely"));
        _store.GraphDriver("stop", "-t", "0", "lonely").Succeeded();
        Assert.Equal("255", _store.GraphDriver("wait", "lonely").Succeeded().Output);
        _store.GraphDriver("rm", "lonely").Succeeded();
        Assert.Empty(StoreState.Faults(_store));
    }

    [RootFact]
    public void All_who_wait_get_the_exit_code_of_a_container_that_goes()
    {
        _store.GraphDriver("run", "-d", "--rm", "--name", "awaited", _image, "sh", "-c", $"trap 'exit 42' TERM; {Loop}").Succeeded();
        var waiting = Enumerable.Range(0, 3).Select(_ => _peers.Machine.Start(_store.GraphDriverCommand("wait", "awaited"))).ToList();
        WaitFor(() => waiting.TrueForAll(HoldsClientLock));
        _store.GraphDriver("kill", "-s", "TERM", "awaited").Succeeded();
        foreach (var one in waiting)
        {
            Assert.Equal("42", one.WaitForExit(TimeSpan.FromMinutes(1)).Succeeded().Output);
            one.Dispose();
        }

        WaitFor(() => State("awaited") is null);
    }

    [RootFact]
    public void A_started_container_has_what_it_wrote_before()
    {
        Assert.Equal(3, _store.GraphDriver("run", "--name", "again", _image, "sh", "-c", "echo run >>/runs; cat /runs; exit 3").ExitCode);
        var second = _store.GraphDriver("start", "-a", "again");
        Assert.Equal((3, "run\nrun"), (second.ExitCode, second.Output));
        _store.GraphDriver("start", "again").Succeeded();
        Assert.Equal("3", _store.GraphDriver("wait", "again").Succeeded().Output);
        Assert.Equal("run\nrun\nrun\nrun\nrun\nrun", _store.GraphDriver("logs", "again").Succeeded().Output);
        Assert.Equal("run\nrun", _store.GraphDriver("logs", "--tail", "2", "again").Succeeded().Output);
    }

    [RootFact]
    public void A_volume_of_its_own_is_filled_from_the_image_and_outside_its_layer()
    {
        _store.GraphDriver("run", "--name", "own", "-v", "/etc", _image, "sh", "-c", "cat /etc/passwd >/etc/copy").Succeeded();
        string id = Container("own")!.Value.GetProperty("Id").GetString()!;
        string volume = _peers.Machine.Outside($"{_store.Root}/overlay-containers/{id}/userdata/volumes/0");
        Assert.Equal(File.ReadAllText($"{volume}/passwd"), File.ReadAllText($"{volume}/copy"));
        Assert.Equal(3, _store.GraphDriver("run", "--rm", _image, "sh", "-c", "test -e /etc/copy || exit 3").ExitCode);
        _store.GraphDriver("rm", "own").Succeeded();
        Assert.False(Directory.Exists(volume));
    }

    [RootTheory]
    [InlineData("/nonexistent:/data", "/nonexistent")]
    [InlineData("named:/data", "named")]
    [InlineData("/tmp:relative", "relative")]
    public void A_volume_that_cannot_be_is_named(string volume, string named)
    {
        var result = _store.GraphDriver("run", "--rm", "-v", volume, _image, "true");
        Assert.Equal(125, result.ExitCode);
        Assert.Contains(named, Assert.Single(result.Error.Split('\n')), StringComparison.Ordinal);
    }

    [RootFact]
    public void A_terminal_has_the_size_and_the_keys_of_ours()
    {
        var result = InTerminal("run --rm -it", "sh -c 'stty size; echo $TERM; test -t 0 && echo input; read line; echo \"<$line>\"; exit 4'", "typed\n");
        Assert.Contains("33 101", result, StringComparison.Ordinal);
        Assert.Contains("xterm", result, StringComparison.Ordinal);
        Assert.Contains("input", result, StringComparison.Ordinal);
        Assert.Contains("<typed>", result, StringComparison.Ordinal);
        Assert.Contains("code 4", result, StringComparison.Ordinal);
    }

    [RootFact]
    public void A_command_in_a_container_has_its_own_user_folder_variables_and_terminal()
    {
        Detached("box", "sleep", "1000");
        Assert.Equal("1000 /tmp given", _store.GraphDriver("exec", "-u", "guest", "-w", "/tmp", "-e", "A=given", "box", "sh", "-c", "echo $(id -u) $PWD $A").Succeeded().Output);
        Assert.Equal("piped", _peers.Machine.Run(_store.GraphDriverCommand("exec", "-i", "box", "cat") with { Input = "piped"u8.ToArray() }).Succeeded().Output);
        Assert.Equal("", _peers.Machine.Run(_store.GraphDriverCommand("exec", "box", "cat") with { Input = "not for it"u8.ToArray() }).Succeeded().Output);
        Assert.Equal("line\r", _store.GraphDriver("exec", "-t", "box", "echo", "line").Succeeded().Output);
        Assert.Equal(127, _store.GraphDriver("exec", "box", "no-such-program").ExitCode);
        Assert.Equal(126, _store.GraphDriver("exec", "box", "/etc/passwd").ExitCode);
        string session = _store.GraphDriver("exec", "-d", "box", "sh", "-c", "echo left >/left").Succeeded().Output;
        Assert.Equal(64, session.Length);
        WaitFor(() => _store.GraphDriver("exec", "box", "cat", "/left").Output == "left");
        string id = Container("box")!.Value.GetProperty("Id").GetString()!;
        WaitFor(() => !Directory.EnumerateDirectories(_peers.Machine.Outside($"{_store.RunRoot}/overlay-containers/{id}/userdata"), "exec-*").Any());
        Assert.Equal(125, _store.GraphDriver("exec", "-u", "nobody-here", "box", "true").ExitCode);
        _store.GraphDriver("stop", "-t", "0", "box").Succeeded();
        Assert.Equal(125, _store.GraphDriver("exec", "box", "true").ExitCode);
    }

    [RootFact]
    public void A_program_whose_reader_goes_ends()
    {
        string command = string.Join(' ', [.. _store.GraphDriverCommand("run", "--rm", _image, "yes").Arguments]);
        var result = _peers.Machine.Run("sh", "-c", $"/command/graphdriver {command} | head -n 1");
        Assert.Equal("y", result.Succeeded().Output);
        Assert.Null(Containers().Select(one => one.GetProperty("Id").GetString()).FirstOrDefault());
    }

    [RootFact]
    public void Following_a_log_ends_with_the_container_and_misses_nothing()
    {
        Detached("talking", "sh", "-c", "for i in $(seq 2000); do echo line $i; done; printf 'no end'");
        var lines = _store.GraphDriver("logs", "-f", "talking").Succeeded().Lines;
        Assert.Equal([.. Enumerable.Range(1, 2000).Select(number => $"line {number}"), "no end"], lines);
    }

    [RootFact]
    public void Much_output_and_input_pass_whole()
    {
        byte[] input = new byte[3_000_000];
        new Random(7).NextBytes(input);
        var result = _peers.Machine.Run(_store.GraphDriverCommand("run", "--rm", "-i", _image, "cat") with { Input = input });
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(input, result.OutputBytes);
    }

    [RootFact]
    public void A_numeric_user_has_a_name_and_a_read_only_root_has_folders_in_memory()
    {
        Assert.Equal("4321", _store.GraphDriver("run", "--rm", "-u", "4321", _image, "whoami").Succeeded().Output);
        Assert.Equal("ok", _store.GraphDriver("run", "--rm", "--read-only", _image, "sh", "-c", "touch /tmp/a /run/b /var/tmp/c && ! touch /d 2>/dev/null && echo ok").Succeeded().Output);
    }

    [RootFact]
    public void Names_are_unique_and_found_by_the_beginning_of_the_id()
    {
        string id = Detached("only", "sleep", "1000");
        var taken = _store.GraphDriver("run", "--name", "only", _image, "true");
        Assert.Equal(125, taken.ExitCode);
        Assert.Contains("only", taken.Error, StringComparison.Ordinal);
        Assert.Equal(id, Container("only")!.Value.GetProperty("Id").GetString());
        _store.GraphDriver("kill", id[..5]).Succeeded();
        Assert.Equal("137", _store.GraphDriver("wait", id).Succeeded().Output);
        Assert.Equal(125, _store.GraphDriver("stop", "nobody").ExitCode);
    }

    [RootFact]
    public void Removing_a_container_while_it_ends_leaves_nothing()
    {
        // The first container brings the files of records that hold containers.
        _store.GraphDriver("run", _image, "true").Succeeded();
        _store.GraphDriver("rm", "-a").Succeeded();
        var before = StoreState.Of(_store);
        for (int round = 0; round < 5; round++)
        {
            Detached($"racing{round}", "true");
        }

        _store.GraphDriver("rm", "-f", "-a").Succeeded();
        Assert.Equal(before, StoreState.Of(_store));
        Assert.Empty(Directory.GetDirectories(_peers.Machine.Outside($"{_store.RunRoot}/overlay-containers")));
    }

    [RootFact]
    public void Podman_beside_sees_our_containers_and_leaves_them_alone()
    {
        string id = Detached("ours", "sh", "-c", $"trap 'exit 8' TERM; {Loop}");
        Assert.Contains(id[..12], _store.Podman("ps", "-a", "--external").Succeeded().Output, StringComparison.Ordinal);
        Assert.NotEqual(0, _store.Podman("rmi", _image).ExitCode);
        Assert.Equal("theirs", _store.Podman("run", "--rm", "--network", "none", _image, "echo", "theirs").Succeeded().Output);
        _store.Podman("run", "-d", "--name", "theirs", "--network", "none", _image, "sleep", "1000").Succeeded();
        Assert.DoesNotContain("theirs", _store.GraphDriver("ps", "-a").Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(125, _store.GraphDriver("rm", "-f", "theirs").ExitCode);
        _store.Podman("rm", "-f", "-t", "0", "theirs").Succeeded();
        Assert.Equal("alive", _store.GraphDriver("exec", "ours", "sh", "-c", "echo alive >/file; cat /file").Succeeded().Output);
        _store.GraphDriver("stop", "ours").Succeeded();
        Assert.Equal("8", _store.GraphDriver("wait", "ours").Succeeded().Output);
        _store.GraphDriver("rm", "ours").Succeeded();
        Assert.DoesNotContain(id[..12], _store.Podman("ps", "-a", "--external").Succeeded().Output, StringComparison.Ordinal);
    }

    private static void WaitFor(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(1)), "it did not come to pass within a minute");

    private List<JsonElement> Containers() => [.. _store.GraphDriver("ps", "-a", "--format", "json").Succeeded().Json().EnumerateArray()];

    private JsonElement? Container(string name) =>
        Containers().Cast<JsonElement?>().FirstOrDefault(one => one!.Value.GetProperty("Names").EnumerateArray().Any(item => item.GetString() == name));

    private string? State(string name) => Container(name)?.GetProperty("State").GetString();

    private string Detached(string name, params string[] command) =>
        _store.GraphDriver(["run", "-d", "--name", name, _image, .. command]).Succeeded().Output;

    /// <summary>Whether a waiting command has come so far that the container stays until it has read the exit code.</summary>
    private bool HoldsClientLock(RunningCommand command) =>
        Directory.Exists($"/proc/{command.Id}/fd")
        && Directory.EnumerateFiles($"/proc/{command.Id}/fd").Any(file => new FileInfo(file).LinkTarget?.EndsWith("/clients", StringComparison.Ordinal) == true);

    private string InTerminal(string options, string command, string input)
    {
        string line = $"stty rows 33 cols 101; /command/graphdriver --root {_store.Root} --runroot {_store.RunRoot} {options} {_image} {command}; echo code $?";
        using var running = _peers.Machine.Start(new CommandLine("script", "-qec", line, "/dev/null") { KeepInputOpen = true });
        running.Input.Write(System.Text.Encoding.ASCII.GetBytes(input));
        running.Input.Flush();
        return running.WaitForExit(TimeSpan.FromMinutes(1)).Output;
    }
}
