using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Turns tar streams into layers, and layers into the tar streams that they were made from.</summary>
public interface ILayerTars
{
    /// <summary>
    /// Reads a layer's blob to its end, in whatever compression, and keeps what it holds until it is committed
    /// (https://github.com/opencontainers/image-spec/blob/main/layer.md). <see cref="LayerApplication.Apply"/> does both.
    /// </summary>
    /// <param name="source">What is known of the blob, and so what it is held to.</param>
    /// <param name="blob">Its bytes; disposed here, also to end a read that hangs when the work is cancelled.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left.</param>
    /// <returns>The layer, on its way; dispose it whether or not it was committed.</returns>
    /// <exception cref="InvalidDataException">The blob is no layer, or not the one that it should be; the message says how.</exception>
    /// <exception cref="IOException">Reading the blob or writing to the store failed.</exception>
    IStagedLayer Stage(LayerSource source, Stream blob, CancellationToken cancellationToken);

    /// <summary>
    /// Makes staged layers layers of the store in one step, which waits for the disk once for all of them: all are there afterwards, or
    /// none of them. Each may be committed once. <see cref="LayerApplication.Commit"/> does it with one.
    /// </summary>
    /// <param name="layers">The layers, each after its parent where that is one of them.</param>
    /// <returns>For each, in order, whether it was committed: not where there is a layer of that id already, which stays as it is.</returns>
    /// <exception cref="IOException">A parent is gone, or a call failed; the store is as it was.</exception>
    IReadOnlyList<bool> Commit(IReadOnlyList<LayerPlacement> layers);

    /// <summary>
    /// The tar stream of a layer's changes, uncompressed. That of a finished layer is the one that it was made from, byte for byte, whose end is handed out
    /// only where the whole has the layer's DiffID, unless its reader compares that; the layer may be removed while it is read: reading fails then. That of a read-write layer is new, with
    /// whiteouts and opaque markers; the layer is mounted until the stream is disposed, and a file that changes while it is read is an error.
    /// </summary>
    /// <param name="id">The layer.</param>
    /// <param name="provenByReader">Whether the reader takes the digest of the whole and compares it himself, so that it is taken once.</param>
    /// <exception cref="InvalidDataException">There is no such layer, or it is damaged.</exception>
    /// <exception cref="NotSupportedException">The layer's tar is not known.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    Stream Diff(LayerId id, bool provenByReader = false);

    /// <summary>
    /// A new tar of all that a layer shows with what lies below it, without markers. The layer is mounted until the stream is disposed; a file that changes
    /// while it is read is an error.
    /// </summary>
    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    Stream Flatten(LayerId id);
}
