using SharpCompress.Compressors.Xz;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// .xz of one or more streams with stream padding between and after them
/// (https://tukaani.org/xz/xz-file-format.txt, sections 2 and 2.2).
/// </summary>
internal sealed class XzDecoder(BlobSource source) : ReadOnlyStream
{
    private const int InputBufferSize = 64 << 10;
    private readonly PeekableStream _input = new(source, InputBufferSize);
    private XZStream? _stream;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_stream is null)
            {
                if (!SkipPadding())
                {
                    return 0;
                }

                _stream = new XZStream(_input);
            }

            int count = _stream.Read(buffer);
            if (count > 0)
            {
                return count;
            }

            _stream = null;
        }

        return 0;
    }

    private bool SkipPadding()
    {
        int padding = 0;
        while (_input.Peek() == 0)
        {
            _input.ReadByte();
            padding++;
        }

        return padding % 4 == 0
            ? _input.Peek() >= 0
            : throw new DecoderException("has xz stream padding that is not a multiple of four bytes");
    }
}
