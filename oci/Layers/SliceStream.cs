namespace GraphDriver.Oci.Layers;

/// <summary>The next bytes of a stream that goes on after them, and is not disposed with this one.</summary>
/// <param name="inner">The stream; where it ends before the slice does, reading throws <see cref="InvalidDataException"/>.</param>
/// <param name="length">How many bytes.</param>
/// <param name="subject">How errors name them.</param>
internal sealed class SliceStream(Stream inner, long length, string subject) : ReadOnlyStream
{
    private long _read;

    /// <summary>The bytes not read yet.</summary>
    public long Left => length - _read;

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, Left)];
        if (buffer.IsEmpty)
        {
            return 0;
        }

        return Count(inner.Read(buffer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, Left)];
        return buffer.IsEmpty ? 0 : Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int Count(int count)
    {
        _read += count;
        return count > 0 ? count : throw new InvalidDataException($"{subject}: it ends after {_read} of {length} bytes");
    }
}
