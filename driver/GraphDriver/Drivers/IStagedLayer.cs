using GraphDriver.Oci.Model;

namespace GraphDriver.Drivers;

/// <summary>
/// A layer that has come whole and proven and is not in the store before <see cref="ILayerTars.Commit"/>. Disposing drops what was not committed.
/// </summary>
public interface IStagedLayer : IDisposable
{
    /// <summary>The digest of its tar stream; <c>default</c> where it was taken by its table of contents (<see cref="LayerSource.TocDigest"/>).</summary>
    DiffId DiffId { get; }
}
