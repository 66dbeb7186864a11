namespace GraphDriver.Containers.Monitor;

/// <summary>
/// The arguments of conmon, the monitor that stays with a container: it holds its output, its log and its exit code
/// (https://github.com/containers/conmon, docs/conmon.8.md), given as podman gives them.
/// </summary>
internal sealed record ConmonCommand
{
    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>What conmon tells this run from others by: the container's id, or that of a command in it.</summary>
    public required string RunId { get; init; }

    public required string Name { get; init; }

    /// <summary>The runtime's path.</summary>
    public required string Runtime { get; init; }

    /// <summary>The folder of <c>config.json</c>, where the sockets and the control fifo are made too.</summary>
    public required string Bundle { get; init; }

    /// <summary>Where the process's id is written.</summary>
    public required string PidFile { get; init; }

    /// <summary>Where conmon's own id is written.</summary>
    public required string ConmonPidFile { get; init; }

    /// <summary>The log of the container's output; null for none.</summary>
    public string? LogPath { get; init; }

    /// <summary>The folder where the exit code is written, in a file named by the container's id.</summary>
    public required string ExitDirectory { get; init; }

    /// <summary>Where the runtime writes what goes wrong.</summary>
    public required string RuntimeLog { get; init; }

    public bool Terminal { get; init; }

    public bool Interactive { get; init; }

    /// <summary>Whether the log is flushed at the end.</summary>
    public bool FlushLog { get; init; } = true;

    /// <summary>The process specification of a command that is run in the container; null for the container's own process.</summary>
    public string? ExecProcess { get; init; }

    /// <summary>Whether a command's process waits until someone is attached to it.</summary>
    public bool ExecAttach { get; init; }

    /// <summary>What conmon runs once the process has ended.</summary>
    public IReadOnlyList<string> ExitCommand { get; init; } = [];

    public IReadOnlyList<string> ToArguments()
    {
        List<string> arguments =
        [
            "--api-version", "1", "-c", Id, "-u", RunId, "-r", Runtime, "-b", Bundle, "-p", PidFile, "-n", Name,
            "--exit-dir", ExitDirectory, "--full-attach", "-l", LogPath is null ? "none" : $"k8s-file:{LogPath}", "--log-level", "error",
            "--conmon-pidfile", ConmonPidFile, "--runtime-arg", "--log-format=json", "--runtime-arg", "--log", $"--runtime-arg={RuntimeLog}",
        ];
        AddIf(Terminal, "-t");
        AddIf(Interactive, "-i");
        AddIf(!FlushLog, "--no-sync-log");
        if (ExecProcess is { } process)
        {
            arguments.AddRange(["-e", "--exec-process-spec", process]);
            AddIf(ExecAttach, "--exec-attach");
        }

        if (ExitCommand.Count > 0)
        {
            arguments.AddRange(["--exit-command", ExitCommand[0]]);
            arguments.AddRange(ExitCommand.Skip(1).SelectMany(argument => (string[])["--exit-command-arg", argument]));
        }

        return arguments;

        void AddIf(bool condition, string argument)
        {
            if (condition)
            {
                arguments.Add(argument);
            }
        }
    }
}
