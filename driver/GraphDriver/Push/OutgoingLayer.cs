using GraphDriver.Oci.Model;

namespace GraphDriver.Push;

/// <summary>A layer that is to be sent: what it is, and where its bytes come from.</summary>
internal sealed record OutgoingLayer
{
    /// <summary>The digest of its tar stream.</summary>
    public required DiffId DiffId { get; init; }

    /// <summary>The layer as progress shows it: its DiffID, and the bytes that it is read from.</summary>
    public required Descriptor Label { get; init; }

    /// <summary>Blobs that hold this layer, as far as they are known; the destination may have one of them.</summary>
    public IReadOnlyList<Descriptor> Known { get; init; } = [];

    /// <summary>
    /// Opens the tar stream, uncompressed, which blocks while it is read. Whoever reads it is to compare its digest. What was read from
    /// the label's bytes is told to the argument.
    /// </summary>
    public required Func<Action<int>, CancellationToken, Stream> OpenTar { get; init; }

    /// <summary>Whether the tar stream is decompressed as it is read, which keeps a thread busy.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The one of <see cref="Known"/> that is at hand; null where none is.</summary>
    public Descriptor? Blob { get; init; }

    /// <summary>Opens <see cref="Blob"/>, as a stream that proves it; null where there is none.</summary>
    public Func<Descriptor, CancellationToken, Task<Stream>>? OpenBlob { get; init; }
}
