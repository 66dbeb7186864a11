namespace GraphDriver.Store;

/// <summary>Where a layer is mounted, and for how many users.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Path">The mount's path.</param>
/// <param name="Count">How many users asked for it; above 0.</param>
public readonly record struct MountPoint(LayerId Layer, string Path, int Count);
