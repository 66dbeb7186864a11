using GraphDriver.Containers;
using GraphDriver.Linux.Processes;
using GraphDriver.Store;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Containers;

/// <summary>Processes of this test stand for a container's.</summary>
public sealed class StatusReaderTests : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly ContainerId _id = ContainerId.CreateRandom();
    private readonly ContainerFolders _folders;

    public StatusReaderTests() => _folders = ContainerFolders.Create(_store.Storage.Containers, _id);

    public void Dispose()
    {
        _folders.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void A_container_goes_from_created_over_running_to_exited()
    {
        Assert.Equal(ContainerState.Created, StatusReader.Read(_folders).State);
        _folders.WriteProcesses(Environment.ProcessId);
        Assert.Equal(ContainerState.Created, StatusReader.Read(_folders).State);
        _folders.WriteStarted();
        var running = StatusReader.Read(_folders);
        Assert.Equal((ContainerState.Running, Environment.ProcessId), (running.State, running.Pid));

        var dead = Dead();
        _folders.WriteProcesses(dead);
        File.WriteAllText(_folders.Stays.PathOf(_id.Hex), "7");
        var exited = StatusReader.Read(_folders);
        Assert.Equal((ContainerState.Exited, 7, 0), (exited.State, exited.ExitCode, exited.Pid));
        Assert.NotNull(exited.FinishedAt);

        _folders.ForgetLastRun();
        Assert.Equal(ContainerState.Created, StatusReader.Read(_folders).State);
    }

    [Fact]
    public void A_number_that_another_process_has_now_is_not_the_containers()
    {
        _folders.WriteStarted();
        File.WriteAllText(_folders.Run.PathOf("state.json"), $$"""{"pid":{{Environment.ProcessId}},"pidStart":1,"conmon":0,"conmonStart":0}""");
        var status = StatusReader.Read(_folders);
        Assert.Equal((ContainerState.Exited, ContainerStatus.UnknownExitCode), (status.State, status.ExitCode));
    }

    [Fact]
    public void A_container_whose_end_the_monitor_has_not_told_yet_still_runs()
    {
        _folders.WriteStarted();
        File.WriteAllText(_folders.ConmonPidPath, $"{Environment.ProcessId}\n");
        _folders.WriteProcesses(Dead());
        Assert.Equal(ContainerState.Running, StatusReader.Read(_folders).State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"pid\":\"x\"}")]
    public void A_damaged_note_is_named(string text)
    {
        File.WriteAllText(_folders.Run.PathOf("state.json"), text);
        Assert.Contains("state.json", Assert.Throws<InvalidDataException>(() => StatusReader.Read(_folders)).Message, StringComparison.Ordinal);
    }

    private static int Dead()
    {
        var pid = PosixSpawn.Start(new ProcessStart { Program = "/bin/true" });
        WaitPid.Wait(pid);
        return pid;
    }
}
