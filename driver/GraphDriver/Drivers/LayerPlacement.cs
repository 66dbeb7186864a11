using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Where a staged layer belongs.</summary>
/// <param name="Layer">The layer, staged by the driver that is to commit it.</param>
/// <param name="Id">The id that it gets.</param>
/// <param name="Parent">The layer that it stands on; empty for none.</param>
public readonly record struct LayerPlacement(IStagedLayer Layer, LayerId Id, LayerId Parent);
