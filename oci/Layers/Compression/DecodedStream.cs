namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// What a decoder makes of a blob: reads fill the caller's span, and whatever the decoder's library throws at bad bytes
/// is an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class DecodedStream(Stream decoder, BlobSource source, string subject, string format) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int count = ReadDecoder(buffer[total..]);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadDecoder(Span<byte> buffer)
    {
        try
        {
            return decoder.Read(buffer);
        }
        catch (Exception e) when (e is not (ObjectDisposedException or OutOfMemoryException))
        {
            source.ThrowIfFailed();
            throw e switch
            {
                DecoderException => new InvalidDataException($"{subject} {e.Message}", e.InnerException),
                EndOfStreamException => new InvalidDataException($"{subject} is truncated {format}", e),
                _ => new InvalidDataException($"{subject} is corrupt {format}: {e.Message}", e),
            };
        }
    }
}
