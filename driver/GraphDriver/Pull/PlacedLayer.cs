using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>Where a staged layer belongs.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Id">The id that it gets.</param>
/// <param name="Parent">The layer below; empty for the lowest.</param>
internal readonly record struct PlacedLayer(StagedLayer Layer, LayerId Id, LayerId Parent);
