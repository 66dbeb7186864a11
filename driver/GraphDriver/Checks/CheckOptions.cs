using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>How much of a store is checked.</summary>
public sealed class CheckOptions
{
    /// <summary>Looks at presence and sizes alone, and reads no content; false by default.</summary>
    public bool Quick { get; init; }

    /// <summary>The images that are checked, with their layers; by default everything in the store.</summary>
    public IReadOnlyCollection<ImageId>? Images { get; init; }
}
