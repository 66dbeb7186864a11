namespace GraphDriver.Store;

/// <summary>An image that was looked up, and the one of its names by which it was found; null where that was an id or digest.</summary>
public sealed record FoundImage(ImageRecord Image, string? Name);
