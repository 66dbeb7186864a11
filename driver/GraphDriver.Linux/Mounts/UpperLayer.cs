namespace GraphDriver.Linux.Mounts;

/// <summary>The writable layer of an overlay.</summary>
/// <param name="Path">The directory that takes the changes, absolute.</param>
/// <param name="WorkPath">An empty directory on the same file system, absolute.</param>
public sealed record UpperLayer(string Path, string WorkPath);
