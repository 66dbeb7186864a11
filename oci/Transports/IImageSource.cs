using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// A place that an image is read from: a registry, an OCI layout, an archive, a directory. One instance serves one
/// image reference; all methods may be called from several threads at once.
/// </summary>
public interface IImageSource : IAsyncDisposable
{
    /// <summary>How messages name this source, in the transport notation, such as <c>docker://host/name:tag</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The name that an image pulled from here gets in the store, normalised (<c>host/path:tag</c>, or
    /// <c>host/path@digest</c>), or null where it has none.
    /// </summary>
    string? StorageName { get; }

    /// <summary>All names that the image gets; a Docker archive may give several, the first one is <see cref="StorageName"/>.</summary>
    IReadOnlyList<string> StorageNames => StorageName is { } name ? [name] : [];

    /// <summary>
    /// The manifest or index that the reference names, or the one with the digest <paramref name="instance"/>. Bounded
    /// to 4 MiB; where the digest is known (an instance, a reference by digest) the bytes are proven against it.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes have another digest, or are too many.</exception>
    Task<RawManifest> ReadManifestAsync(Digest? instance, CancellationToken cancellationToken);

    /// <summary>
    /// The bytes of a blob as they come, from the first one. The stream proves digest and size: it throws
    /// <see cref="InvalidDataException"/> where it would otherwise report the end, and when more bytes come than the
    /// descriptor names. A broken connection is resumed inside, as far as the transport can.
    /// </summary>
    Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken);

    /// <summary>Whether there are signatures of the manifest beside it; they hold for its bytes alone.</summary>
    /// <exception cref="IOException">The source cannot be asked.</exception>
    Task<bool> HasSignaturesAsync(Digest manifest, CancellationToken cancellationToken) => Task.FromResult(false);
}
