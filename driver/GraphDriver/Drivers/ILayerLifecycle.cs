using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Makes read-write layers, and removes layers of both kinds, within the caller's transaction.</summary>
public interface ILayerLifecycle
{
    /// <summary>Makes an empty layer for a container to write to. The root that it shows has the mode and owner of its parent's.</summary>
    /// <param name="layers">The transaction; saved here.</param>
    /// <param name="layer">What it is to be.</param>
    /// <returns>Its record.</returns>
    /// <exception cref="NotSupportedException">It is to have a quota, and the file system has none; nothing is left.</exception>
    /// <exception cref="IOException">The parent is not there, or a call failed; nothing is left.</exception>
    LayerRecord Create(LayerTransaction layers, ReadWriteLayer layer);

    /// <summary>Removes a layer with all that it has on the disk. Whether an image or a container needs it is the caller's to know.</summary>
    /// <param name="layers">The transaction; saved here.</param>
    /// <param name="id">The layer.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    /// <exception cref="StoreItemInUseException">It has children, or is mounted.</exception>
    /// <exception cref="IOException">A call failed; the layer is removed by the next one who writes.</exception>
    void Remove(LayerTransaction layers, LayerId id);
}
