using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Drivers;

/// <summary>What a driver can do beside <see cref="ILayerTars"/>: take in layers that have a table of contents by parts of their blobs.</summary>
public interface ILayerParts
{
    /// <summary>
    /// Stages a layer as <see cref="ILayerTars.Stage"/> does, from the parts of its blob that this machine does not hold. The layer is the
    /// same, and as well proven.
    /// </summary>
    /// <param name="source">What is known of the blob; all of it has to be.</param>
    /// <param name="blobs">Where the blob is.</param>
    /// <param name="received">Is told how many bytes came since the last call; from several threads.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left.</param>
    /// <returns>The layer, on its way; null where the whole blob is the better way, or the only one.</returns>
    /// <exception cref="IOException">Writing to the store failed.</exception>
    IStagedLayer? TryStageParts(LayerSource source, IBlobRangeSource blobs, Action<int> received, CancellationToken cancellationToken);
}
