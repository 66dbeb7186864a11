using GraphDriver.Drivers;

namespace GraphDriver.Pull;

/// <summary>A layer that waits for its turn to be committed.</summary>
/// <param name="Staged">The layer; null where another pull has committed it meanwhile.</param>
/// <param name="IsCopy">Whether it was made from what the store had, with nothing fetched.</param>
internal readonly record struct FetchedLayer(IStagedLayer? Staged, bool IsCopy);
