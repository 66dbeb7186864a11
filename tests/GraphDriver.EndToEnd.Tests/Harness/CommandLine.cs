namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>A command on a <see cref="Machine"/>.</summary>
/// <param name="Command">A name in the machine's PATH, or a path.</param>
/// <param name="Arguments">The arguments.</param>
public sealed record CommandLine(string Command, params string[] Arguments)
{
    /// <summary>Added to the machine's few variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What standard input gives; empty where null.</summary>
    public byte[]? Input { get; init; }

    /// <summary>Keeps standard input open for <see cref="RunningCommand.Input"/>.</summary>
    public bool KeepInputOpen { get; init; }

    public TimeSpan? Timeout { get; init; }

    public override string ToString() => string.Join(' ', [Command, .. Arguments]);
}
