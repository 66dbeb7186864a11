namespace GraphDriver.Oci.Layers.Compression;

/// <summary>Bytes in memory as a stream.</summary>
internal sealed class MemoryReader(ReadOnlyMemory<byte> bytes) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }
}
