using System.Collections.Concurrent;
using GraphDriver.Oci.Model;
using Spectre.Console;

namespace GraphDriver.Cli.Progress;

/// <summary>A live bar for each layer on the terminal.</summary>
internal sealed class LiveProgress : IProgressDisplay
{
    private const int ShownDigits = 12;

    private readonly ConcurrentDictionary<Descriptor, ProgressTask> _bars = new();
    private ProgressContext? _context;

    public async Task<T> RunAsync<T>(Func<Task<T>> pull)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(context =>
            {
                _context = context;
                return pull();
            });
    }

    public void Started(IReadOnlyList<Descriptor> layers)
    {
        foreach (var layer in layers.Distinct())
        {
            _bars[layer] = _context!.AddTask(layer.Digest.Hex[..ShownDigits], maxValue: Math.Max(layer.Size, 1));
        }
    }

    public void Reused(Descriptor layer) => Finish(layer, "exists");

    public void Waiting(Descriptor layer) => _bars[layer].Description = $"{layer.Digest.Hex[..ShownDigits]} waits for another pull";

    public void Received(Descriptor layer, int bytes) => _bars[layer].Increment(bytes);

    public void Stored(Descriptor layer) => Finish(layer, "stored");

    private void Finish(Descriptor layer, string what)
    {
        var bar = _bars[layer];
        bar.Description = $"{layer.Digest.Hex[..ShownDigits]} {what}";
        bar.Value = bar.MaxValue;
        bar.StopTask();
    }
}
