using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Finds the driver that a store is configured for.</summary>
public static class GraphDrivers
{
    /// <param name="storage">The store.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="NotSupportedException">There is no such driver.</exception>
    public static IGraphDriver Of(ContainerStorage storage, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return storage.Configuration.Driver switch
        {
            OverlayDriver.Name => new OverlayDriver(storage, log),
            var other => throw new NotSupportedException($"there is no storage driver '{other}'"),
        };
    }
}
