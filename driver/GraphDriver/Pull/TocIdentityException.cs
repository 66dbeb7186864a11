namespace GraphDriver.Pull;

/// <summary>A layer that was to be identified by its table of contents has to come whole, and so has another id, as have all above it.</summary>
internal sealed class TocIdentityException() : IOException("a layer cannot be taken by its table of contents");
