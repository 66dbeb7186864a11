using System.CommandLine;

namespace GraphDriver.Cli;

/// <summary>A command that has much to clean up when it is interrupted, and is given the time for it.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="patience">How long it may take.</param>
internal sealed class CleaningCommand(string name, string description, TimeSpan patience) : Command(name, description)
{
    public TimeSpan Patience => patience;
}
