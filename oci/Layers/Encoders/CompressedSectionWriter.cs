using ZstdSharp;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>A section at the end of a zstd:chunked blob, compressed as it is written and kept until the blob's frames are.</summary>
internal sealed class CompressedSectionWriter : Stream
{
    private readonly MemoryStream _compressed = new();
    private readonly CompressionStream _compressor;

    public CompressedSectionWriter(int level) => _compressor = new CompressionStream(_compressed, level);

    /// <summary>How many bytes were written to it.</summary>
    public long UncompressedLength { get; private set; }

    /// <summary>What they came to; all of it when it is complete.</summary>
    public ReadOnlySpan<byte> Bytes => _compressed.GetBuffer().AsSpan(0, (int)_compressed.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => UncompressedLength;

    public override long Position
    {
        get => UncompressedLength;
        set => throw new NotSupportedException();
    }

    /// <summary>Nothing follows.</summary>
    public void Complete() => _compressor.Dispose();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        UncompressedLength += buffer.Length;
        _compressor.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Does nothing: what was written is one frame.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _compressor.Dispose();
        }

        base.Dispose(disposing);
    }
}
