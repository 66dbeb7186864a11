using GraphDriver.Cli.Output;
using GraphDriver.Oci.Model;

namespace GraphDriver.Cli.Progress;

/// <summary>One line for each event of a layer, for logs and pipes.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgressDisplay
{
    private const int ShownDigits = 12;

    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public Task<T> RunAsync<T>(Func<Task<T>> pull) => pull();

    public void Started(IReadOnlyList<Descriptor> layers)
    {
        var bytes = layers.Sum(layer => layer.Size);
        _output.WriteLine($"image has {layers.Count} layers, {HumanText.Size(bytes)}");
    }

    public void Reused(Descriptor layer) => Write(layer, "exists already");

    public void Waiting(Descriptor layer) => Write(layer, "another pull fetches it, waiting");

    public void Received(Descriptor layer, int bytes)
    {
    }

    public void Stored(Descriptor layer) => Write(layer, $"stored, {HumanText.Size(layer.Size)}");

    private void Write(Descriptor layer, string what) => _output.WriteLine($"layer {layer.Digest.Hex[..ShownDigits]}: {what}");
}
