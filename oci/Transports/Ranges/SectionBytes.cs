namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>Sections of a blob, or the blob itself from a source that sends nothing less.</summary>
public sealed class SectionBytes : IDisposable
{
    internal SectionBytes(IReadOnlyList<byte[]>? sections, Stream? blob) => (Sections, Blob) = (sections, blob);

    /// <summary>The bytes of each section; null where <see cref="Blob"/> is given.</summary>
    public IReadOnlyList<byte[]>? Sections { get; }

    /// <summary>The whole blob; its digest and size are proven by reading it to the end, as of <see cref="IImageSource.OpenBlobAsync"/>.</summary>
    public Stream? Blob { get; }

    public void Dispose() => Blob?.Dispose();
}
