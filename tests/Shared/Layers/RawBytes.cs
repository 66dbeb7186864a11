using System.Buffers;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Testing.Layers;

/// <summary>Collects what of a tar is no file's content, and passes everything on.</summary>
internal sealed class RawBytes(ITarByteSink? next = null) : ITarByteSink
{
    private readonly ArrayBufferWriter<byte> _raw = new();

    /// <summary>What there is since the last time.</summary>
    public byte[] Take()
    {
        var bytes = _raw.WrittenSpan.ToArray();
        _raw.ResetWrittenCount();
        return bytes;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        _raw.Write(bytes);
        next?.Raw(bytes);
    }

    public void Entry(ReadOnlySpan<byte> name, long payloadSize) => next?.Entry(name, payloadSize);

    public void Payload(ReadOnlySpan<byte> bytes) => next?.Payload(bytes);

    public void EndOfArchive() => next?.EndOfArchive();

    public void EndOfStream() => next?.EndOfStream();
}
