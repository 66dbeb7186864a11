using GraphDriver.Linux;

namespace GraphDriver.Containers;

/// <summary>Tells a container's state by its files and processes. It waits for nothing and starts nothing.</summary>
internal static class StatusReader
{
    /// <exception cref="InvalidDataException">A file of the container is damaged.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static ContainerStatus Read(ContainerFolders folders)
    {
        var processes = folders.ReadProcesses();
        var started = folders.ReadStarted();
        if (processes is { Container: var process } && process.IsAlive())
        {
            return new ContainerStatus { State = started is null ? ContainerState.Created : ContainerState.Running, Pid = process.Pid, StartedAt = started };
        }

        if (folders.ReadExit() is { } exit)
        {
            return new ContainerStatus { State = ContainerState.Exited, ExitCode = exit.Code, StartedAt = started, FinishedAt = exit.Time };
        }

        if (started is null)
        {
            return new ContainerStatus { State = ContainerState.Created };
        }

        // The process has ended and its monitor has yet to say how; without the monitor nobody will.
        return processes is { Monitor: var monitor } && monitor.IsAlive() && folders.ReadExit() is null
            ? new ContainerStatus { State = ContainerState.Running, StartedAt = started }
            : Ended(folders, started);
    }

    private static ContainerStatus Ended(ContainerFolders folders, DateTimeOffset? started)
    {
        var exit = folders.ReadExit();
        return new ContainerStatus
        {
            State = ContainerState.Exited,
            ExitCode = exit?.Code ?? ContainerStatus.UnknownExitCode,
            StartedAt = started,
            FinishedAt = exit?.Time,
        };
    }
}
