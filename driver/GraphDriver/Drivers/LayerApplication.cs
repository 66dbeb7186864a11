using GraphDriver.Pull;
using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Applying a tar stream in one step, with any driver.</summary>
public static class LayerApplication
{
    /// <summary>
    /// Makes a layer from a tar stream, in whatever compression. It gets the id that containers/image gives it: the same tar over the same
    /// parents is the same layer, which is left alone where it is there.
    /// </summary>
    /// <param name="driver">The driver.</param>
    /// <param name="tar">The stream; disposed here.</param>
    /// <param name="parent">The layer that it stands on; empty for none.</param>
    /// <param name="source">What is known of the stream; nothing by default.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left.</param>
    /// <returns>The layer.</returns>
    /// <inheritdoc cref="ILayerTars.Stage" path="/exception"/>
    public static LayerId Apply(
        this ILayerTars driver, Stream tar, LayerId parent, LayerSource? source = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(driver);
        using var layer = driver.Stage(source ?? LayerSource.Unknown, tar, cancellationToken);
        var id = LayerChain.Over(parent, layer.DiffId);
        layer.Commit(id, parent);
        return id;
    }
}
