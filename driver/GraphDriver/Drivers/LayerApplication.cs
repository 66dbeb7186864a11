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
        driver.Commit(layer, id, parent);
        return id;
    }

    /// <summary>Makes one staged layer a layer of the store.</summary>
    /// <param name="driver">The driver that staged it.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="id">The id that it gets.</param>
    /// <param name="parent">The layer that it stands on; empty for none.</param>
    /// <returns>False where there is a layer of that id already, which stays as it is.</returns>
    /// <inheritdoc cref="ILayerTars.Commit" path="/exception"/>
    public static bool Commit(this ILayerTars driver, IStagedLayer layer, LayerId id, LayerId parent)
    {
        ArgumentNullException.ThrowIfNull(driver);
        return driver.Commit([new LayerPlacement(layer, id, parent)])[0];
    }
}
