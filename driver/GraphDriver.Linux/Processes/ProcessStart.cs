namespace GraphDriver.Linux.Processes;

/// <summary>What is started, and with what: the arguments of <see cref="PosixSpawn"/>.</summary>
public sealed record ProcessStart
{
    /// <summary>The path of the program; it is not searched for.</summary>
    public required string Program { get; init; }

    /// <summary>The arguments after the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary><c>NAME=value</c> each; null for this process's own environment.</summary>
    public IReadOnlyList<string>? Environment { get; init; }

    /// <summary>
    /// The files that it gets. Standard streams that are not among them are this process's own; every other file of
    /// this process stays closed to it.
    /// </summary>
    public IReadOnlyList<InheritedFile> Files { get; init; } = [];

    /// <summary>The working directory; null for this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>A process group of its own, so that the signals of the terminal's keys do not reach it.</summary>
    public bool NewProcessGroup { get; init; }
}
