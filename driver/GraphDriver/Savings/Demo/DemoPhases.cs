using System.Diagnostics;

namespace GraphDriver.Savings.Demo;

/// <summary>Runs the demo's parts one after the other, tells of them and keeps their times.</summary>
internal sealed class DemoPhases(IDemoProgress progress, CancellationToken cancellationToken)
{
    private readonly List<PhaseTime> _times = [];
    private readonly Stopwatch _all = Stopwatch.StartNew();

    public IReadOnlyList<PhaseTime> Times => _times;

    public TimeSpan Total => _all.Elapsed;

    /// <summary>Runs a part.</summary>
    /// <param name="name">What it does, in words.</param>
    /// <param name="steps">How many steps it tells of.</param>
    /// <param name="part">The part; gets what to call after each step.</param>
    public async Task<T> RunAsync<T>(string name, int steps, Func<Action, Task<T>> part)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress.Begin(name, steps);
        var watch = Stopwatch.StartNew();
        var result = await part(Step);
        _times.Add(new PhaseTime(name, watch.Elapsed));
        return result;
    }

    /// <inheritdoc cref="RunAsync{T}(string, int, Func{Action, Task{T}})"/>
    public Task<T> RunAsync<T>(string name, int steps, Func<Action, T> part) => RunAsync(name, steps, step => Task.FromResult(part(step)));

    private void Step()
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress.Advance();
    }
}
