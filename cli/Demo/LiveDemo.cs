using GraphDriver.Savings.Demo;
using Spectre.Console;

namespace GraphDriver.Cli.Demo;

/// <summary>Shows a bar for each phase of the demo.</summary>
internal sealed class LiveDemo(ProgressContext view, IAnsiConsole terminal) : IDemoProgress
{
    private readonly Lock _lock = new();
    private ProgressTask? _task;

    public void Begin(string phase, int steps)
    {
        lock (_lock)
        {
            End();
            _task = view.AddTask(Markup.Escape(phase), maxValue: Math.Max(1, steps));
            _task.IsIndeterminate = steps == 0;
        }
    }

    public void Advance()
    {
        lock (_lock)
        {
            _task?.Increment(1);
        }
    }

    public void Tell(string message) => terminal.MarkupLine($"[yellow]{Markup.Escape(message)}[/]");

    /// <summary>The last phase is done.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_task is not null)
            {
                _task.IsIndeterminate = false;
                _task.Value = _task.MaxValue;
                _task.StopTask();
            }
        }
    }
}
