using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>What was done to an image that was to be removed: the names that it lost, and its id if it is gone.</summary>
internal sealed record RemovedImage(IReadOnlyList<string> Untagged, ImageId? Deleted);
