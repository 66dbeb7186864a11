using GraphDriver.Oci.Model;

namespace GraphDriver.Drivers;

/// <summary>
/// A layer that has come whole and proven and is not in the store before <see cref="ILayerTars.Commit"/>. Disposing drops what was not committed.
/// </summary>
public interface IStagedLayer : IDisposable
{
    /// <summary>The digest of its tar stream.</summary>
    DiffId DiffId { get; }
}
