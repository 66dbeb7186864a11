namespace GraphDriver.Containers;

/// <summary>A container as it is at one moment.</summary>
public sealed record ContainerStatus
{
    /// <summary>The exit code of a container whose own is lost, as podman reports it after a restart of the machine.</summary>
    public const int UnknownExitCode = 255;

    public required ContainerState State { get; init; }

    /// <summary>The host's number of its process; 0 where it does not run.</summary>
    public int Pid { get; init; }

    /// <summary>The code that its process ended with; 0 where it has not ended.</summary>
    public int ExitCode { get; init; }

    /// <summary>When it was started last; null where it never was.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null where it has not, or where that is not known.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
