using GraphDriver.Oci.Layers;

namespace GraphDriver.Pull.Partial;

/// <summary>The next bytes of a stream and no more; the stream stays open.</summary>
/// <param name="source">The stream.</param>
/// <param name="length">How many bytes.</param>
internal sealed class PartialStream(Stream source, long length) : ReadOnlyStream
{
    private long _left = length;

    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= count;
        return count;
    }

    /// <summary>Reads to the end, so that the source stands behind it.</summary>
    public void SkipRest(Span<byte> scratch)
    {
        while (_left > 0 && Read(scratch) > 0)
        {
        }
    }
}
