using System.CommandLine;

namespace GraphDriver.Cli;

/// <summary>Actions that clean up when they are interrupted.</summary>
internal static class InterruptibleAction
{
    /// <summary>
    /// Runs an action on another thread. The library waits for a task that it has got: an interrupt that comes while the action is still in
    /// its first, synchronous part would end the process at once.
    /// </summary>
    public static void SetInterruptibleAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction((parsed, cancellationToken) => Task.Run(() => action(parsed, cancellationToken), CancellationToken.None));
}
