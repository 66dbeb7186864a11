using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// bzip2 of one or more streams. They are told apart here: the library by itself takes a second stream that is cut off in
/// its first bytes for the end.
/// </summary>
internal sealed class Bzip2Decoder(BlobSource source) : ReadOnlyStream
{
    private const int InputBufferSize = 64 << 10;
    private readonly PeekableStream _input = new(source, InputBufferSize);
    private BZip2Stream? _stream;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_stream is null)
            {
                if (_input.Peek() < 0)
                {
                    return 0;
                }

                _stream = BZip2Stream.Create(_input, CompressionMode.Decompress, decompressConcatenated: false, leaveOpen: true);
            }

            int count = _stream.Read(buffer);
            if (count > 0)
            {
                return count;
            }

            _stream.Dispose();
            _stream = null;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
        }

        base.Dispose(disposing);
    }
}
