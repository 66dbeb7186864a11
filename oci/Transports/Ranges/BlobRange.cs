namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>A part of a blob, as a source gives it. The bytes are not proven: a digest covers the whole blob only.</summary>
public sealed class BlobRange : IDisposable
{
    internal BlobRange(BlobRangeResult result, long offset, long length, Stream? content)
    {
        (Result, Offset, Length, Content) = (result, offset, length, content ?? Stream.Null);
    }

    /// <summary>What the source did.</summary>
    public BlobRangeResult Result { get; }

    /// <summary>Where in the blob <see cref="Content"/> begins: what was asked for, or 0 of a whole blob.</summary>
    public long Offset { get; }

    /// <summary>
    /// The bytes of <see cref="Content"/>: what was asked for or, of a server that gives less at once, less; the blob's size of a whole
    /// blob; else 0.
    /// </summary>
    public long Length { get; }

    /// <summary>
    /// The bytes, exactly <see cref="Length"/>; broken connections are resumed. Too few throw
    /// <see cref="IOException"/>. Empty where the range is not satisfiable or not supported.
    /// </summary>
    public Stream Content { get; }

    public void Dispose() => Content.Dispose();
}
