namespace GraphDriver.Oci.Layers.Tar;

/// <summary>A file time of a tar.</summary>
/// <param name="Seconds">Since 1970, rounded down: negative before.</param>
/// <param name="Nanoseconds">0 to 999,999,999, added to <paramref name="Seconds"/>.</param>
public readonly record struct TarTime(long Seconds, uint Nanoseconds);
