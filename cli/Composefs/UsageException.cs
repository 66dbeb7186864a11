namespace GraphDriver.Cli.Composefs;

/// <summary>The words of a drop-in tool make no sense; its usage follows the message.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>Whether the tool prints how it is used.</summary>
    public bool ShowsUsage { get; init; } = true;
}
