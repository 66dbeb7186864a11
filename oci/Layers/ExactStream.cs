namespace GraphDriver.Oci.Layers;

/// <summary>A stream that has to have exactly so many bytes: one that ends before or goes on after them is refused by the read that finds it out.</summary>
/// <param name="inner">The bytes; disposed with this stream.</param>
/// <param name="length">How many there have to be.</param>
/// <param name="subject">How errors name them.</param>
internal sealed class ExactStream(Stream inner, long length, string subject) : ReadOnlyStream
{
    private long _read;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_read == length)
        {
            return inner.ReadByte() < 0 ? 0 : throw new InvalidDataException($"{subject}: it has more than the {length} bytes that are declared");
        }

        var count = inner.Read(buffer[..(int)Math.Min(buffer.Length, length - _read)]);
        _read += count;
        return count > 0 ? count : throw new InvalidDataException($"{subject}: it ends after {_read} of the {length} bytes that are declared");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
