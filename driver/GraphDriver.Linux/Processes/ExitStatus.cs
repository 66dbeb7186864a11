namespace GraphDriver.Linux.Processes;

/// <summary>How a process ended, as waitpid(2) reports it.</summary>
/// <param name="Raw">The kernel's status word.</param>
public readonly record struct ExitStatus(int Raw)
{
    private const int SignalBase = 128;

    /// <summary>The signal that ended it; 0 where it exited by itself.</summary>
    public int Signal => Raw & 0x7F;

    /// <summary>The exit code, or 128 and the signal's number, as shells and container monitors have it.</summary>
    public int Code => Signal == 0 ? (Raw >> 8) & 0xFF : SignalBase + Signal;
}
