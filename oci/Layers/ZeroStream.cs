namespace GraphDriver.Oci.Layers;

/// <summary>Zeros without end.</summary>
internal sealed class ZeroStream : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        buffer.Clear();
        return buffer.Length;
    }
}
