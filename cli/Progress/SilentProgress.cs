using GraphDriver.Oci.Model;

namespace GraphDriver.Cli.Progress;

/// <summary>Shows nothing.</summary>
internal sealed class SilentProgress : IProgressDisplay
{
    public Task<T> RunAsync<T>(Func<Task<T>> pull) => pull();

    public void Started(IReadOnlyList<Descriptor> layers)
    {
    }

    public void Reused(Descriptor layer)
    {
    }

    public void Waiting(Descriptor layer)
    {
    }

    public void Received(Descriptor layer, int bytes)
    {
    }

    public void Stored(Descriptor layer)
    {
    }
}
