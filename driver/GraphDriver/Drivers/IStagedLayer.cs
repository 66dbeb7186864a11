using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>A layer that has come whole and proven and is not in the store yet. Disposing drops what was not committed.</summary>
public interface IStagedLayer : IDisposable
{
    /// <summary>The digest of its tar stream.</summary>
    DiffId DiffId { get; }

    /// <summary>Makes it a layer of the store. May be called once.</summary>
    /// <param name="id">The id that it gets.</param>
    /// <param name="parent">The layer that it stands on; empty for none.</param>
    /// <returns>False where there is a layer of that id already, which stays as it is.</returns>
    /// <exception cref="IOException">The parent is gone, or a call failed; the store is as it was.</exception>
    bool Commit(LayerId id, LayerId parent);
}
