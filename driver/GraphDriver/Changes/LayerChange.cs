namespace GraphDriver.Changes;

/// <summary>A path that differs between a layer and what it is compared with.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Path">The path from the root, with a slash in front; any bytes but NUL.</param>
public readonly record struct LayerChange(ChangeKind Kind, byte[] Path);
