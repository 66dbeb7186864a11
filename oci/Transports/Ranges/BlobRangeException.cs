namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>A source gives no parts of a blob; the whole blob may be had still.</summary>
public sealed class BlobRangeException(BlobRangeResult result, string message) : IOException(message)
{
    /// <summary>What it answered.</summary>
    public BlobRangeResult Result { get; } = result;
}
