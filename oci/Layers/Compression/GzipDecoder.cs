using System.IO.Compression;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// gzip (RFC 1952) of one or more members. <see cref="GZipStream"/> takes truncated input in silence unless an AppContext
/// switch says otherwise, and ignores what follows the last member; this one refuses both whatever the switch says.
/// </summary>
internal sealed class GzipDecoder : ReadOnlyStream
{
    private readonly GzipInput _input;
    private readonly GZipStream _gzip;

    public GzipDecoder(BlobSource source)
    {
        _input = new GzipInput(source);
        _gzip = new GZipStream(_input, CompressionMode.Decompress, leaveOpen: true);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        int count;
        try
        {
            count = _gzip.Read(buffer);
        }
        catch (InvalidDataException e) when (_input.AtEnd)
        {
            throw new DecoderException("is truncated gzip", e);
        }

        if (count == 0)
        {
            VerifyEnd();
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void VerifyEnd()
    {
        if (_input.PastEnd)
        {
            throw new DecoderException("is truncated gzip");
        }

        if (!_input.AtEnd)
        {
            throw new DecoderException("has bytes after its last gzip member");
        }
    }
}
