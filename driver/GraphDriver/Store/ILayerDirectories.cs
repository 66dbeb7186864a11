namespace GraphDriver.Store;

/// <summary>The folders of layers, as the store needs them: it removes those whose records go.</summary>
public interface ILayerDirectories
{
    /// <summary>Removes the folder of a layer, its short link, and what else was made for it; what is not there is no error.</summary>
    /// <exception cref="Linux.LinuxException">A call failed; the folder may be removed in part.</exception>
    void Remove(LayerId layer);
}
