using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// A place that an image is written to: a registry, an OCI layout, an archive, a directory. One instance takes one image
/// reference, blobs first, in any order and several at once, then what names them:
/// <code>
///   await using var destination = …;
///   if (!await destination.TryReuseBlobAsync(config, [], cancellationToken))
///       await destination.PutBlobAsync(config, open, cancellationToken);        // size and digest are known
///   var layer = await destination.PutBlobAsync("layer", write, …);              // they come out while it is written
///   await destination.CommitAsync(manifest, cancellationToken);                 // now it is there
/// </code>
/// Until <see cref="CommitAsync"/> is done nobody finds the image by its name, and what had the name before still has it.
/// Disposing without it leaves files as they were; a registry forgets blobs that no manifest names by itself.
/// </summary>
public interface IImageDestination : IAsyncDisposable
{
    /// <summary>How messages name this destination, in the transport notation, such as <c>docker://host/name:tag</c>.</summary>
    string Name { get; }

    /// <summary>The media types of the manifests and indexes that it takes.</summary>
    IReadOnlyList<string> ManifestTypes { get; }

    /// <summary>Whether layers have to be plain tar streams, each under its DiffID.</summary>
    bool TakesPlainLayersOnly { get; }

    /// <summary>The repository that blobs go to, between which and others of its registry they are mounted; null for files.</summary>
    ImageReference? Repository => null;

    /// <summary>Whether the destination has the blob, or takes it over from another repository of the same registry.</summary>
    /// <param name="blob">The blob; only digest and size count.</param>
    /// <param name="mountFrom">Repositories that may have it, asked for only where it is missing; those of other registries are skipped.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="IOException">The destination cannot be asked.</exception>
    Task<bool> TryReuseBlobAsync(Descriptor blob, IEnumerable<ImageReference> mountFrom, CancellationToken cancellationToken);

    /// <summary>Writes a blob whose digest and size are known.</summary>
    /// <param name="blob">What the bytes are.</param>
    /// <param name="open">
    /// Opens its bytes from the first one, as a stream that proves them; asked again where a broken transfer begins anew.
    /// </param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="IOException">The destination refuses or fails, or reading does.</exception>
    /// <exception cref="InvalidDataException">The bytes are others.</exception>
    Task PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken);

    /// <summary>Writes a blob whose digest is known only when all of it is written, on its way without a copy of it anywhere.</summary>
    /// <param name="what">How errors name it, such as <c>layer sha256:…</c>.</param>
    /// <param name="write">
    /// Writes the bytes, from the first to the last, and says what they are. It may block: it has a thread of its own, and its
    /// writing waits while the destination does not keep up. Called again, with another stream, where a broken transfer begins anew.
    /// </param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What <paramref name="write"/> returned.</returns>
    /// <exception cref="IOException">The destination refuses or fails; what <paramref name="write"/> throws comes as it is.</exception>
    Task<Descriptor> PutBlobAsync(string what, Func<Stream, Descriptor> write, CancellationToken cancellationToken);

    /// <summary>Writes a manifest that an index names, whose blobs are all there.</summary>
    /// <exception cref="NotSupportedException">This kind of destination holds one image.</exception>
    /// <exception cref="IOException">The destination refuses or fails.</exception>
    Task PutManifestAsync(RawManifest instance, CancellationToken cancellationToken);

    /// <summary>Writes the manifest or index that the reference is to stand for, and publishes all.</summary>
    /// <exception cref="IOException">The destination refuses or fails.</exception>
    Task CommitAsync(RawManifest topLevel, CancellationToken cancellationToken);
}
