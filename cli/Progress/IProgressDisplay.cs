using GraphDriver.Pull;

namespace GraphDriver.Cli.Progress;

/// <summary>Shows a pull on standard error while it runs.</summary>
internal interface IProgressDisplay : IPullProgress
{
    /// <summary>Runs the pull under the display.</summary>
    Task<T> RunAsync<T>(Func<Task<T>> pull);
}
