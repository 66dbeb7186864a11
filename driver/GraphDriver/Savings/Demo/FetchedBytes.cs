using GraphDriver.Oci.Model;
using GraphDriver.Pull;

namespace GraphDriver.Savings.Demo;

/// <summary>Counts what a pull fetches.</summary>
internal sealed class FetchedBytes : IPullProgress
{
    private long _bytes;

    /// <summary>The bytes of layers that came.</summary>
    public long Count => Interlocked.Read(ref _bytes);

    public void Started(IReadOnlyList<Descriptor> layers)
    {
    }

    public void Reused(Descriptor layer)
    {
    }

    public void Waiting(Descriptor layer)
    {
    }

    public void Received(Descriptor layer, int bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Stored(Descriptor layer)
    {
    }
}
