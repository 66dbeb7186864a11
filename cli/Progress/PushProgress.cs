using GraphDriver.Oci.Model;
using GraphDriver.Push;

namespace GraphDriver.Cli.Progress;

/// <summary>Shows a push on a display: a layer by its DiffID, its bytes as they are read.</summary>
internal sealed class PushProgress(IProgressDisplay display) : IPushProgress
{
    public void Started(IReadOnlyList<Descriptor> layers) => display.Started(layers);

    public void Reused(Descriptor layer) => display.Reused(layer);

    public void Read(Descriptor layer, int bytes) => display.Received(layer, bytes);

    public void Sent(Descriptor layer) => display.Stored(layer);
}
