using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>A source that gives parts of blobs: what an <see cref="IImageSource"/> may be, too.</summary>
public interface IBlobRangeSource
{
    /// <summary>The host, <c>name[:port]</c>, that answers; null where blobs are files of this machine, which cost no round trip.</summary>
    string? Host { get; }

    /// <summary>Asks for <paramref name="length"/> bytes of a blob from <paramref name="offset"/> on, and tells what the source made of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The blob has no such bytes.</exception>
    /// <exception cref="IOException">The source refuses, has no such blob, or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">It gives other bytes than it was asked for.</exception>
    Task<BlobRange> OpenBlobRangeAsync(Descriptor blob, long offset, long length, CancellationToken cancellationToken);
}
