using System.IO.Compression;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// The input of a <see cref="GZipStream"/> that tells afterwards where the decoder stood. After the blob's last byte comes one
/// more, which starts no member: a decoder that has a whole member looks at it and stops, one that was given a truncated
/// member asks for more, and one that stopped at garbage never gets there.
/// </summary>
internal sealed class GzipInput(BlobSource source) : ReadOnlyStream
{
    private const byte Sentinel = 0xFF;

    /// <summary>The decoder was given all bytes of the blob.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The decoder asked for more than the blob has.</summary>
    public bool PastEnd { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (AtEnd)
        {
            PastEnd = true;
            return 0;
        }

        int count = source.Read(buffer);
        if (count > 0)
        {
            return count;
        }

        AtEnd = true;
        buffer[0] = Sentinel;
        return 1;
    }
}
