using GraphDriver.Oci.Layers;

namespace GraphDriver.Pull;

/// <summary>Tells how many bytes come through a stream that is read once, from its beginning.</summary>
internal sealed class CountingStream(Stream source, Action<int> counted) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => Count(source.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await source.ReadAsync(buffer, cancellationToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int count)
    {
        if (count > 0)
        {
            counted(count);
        }

        return count;
    }
}
