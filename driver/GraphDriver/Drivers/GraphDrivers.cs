using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Finds the driver that a store is configured for.</summary>
public static class GraphDrivers
{
    /// <exception cref="NotSupportedException">There is no such driver.</exception>
    public static IGraphDriver Of(ContainerStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return storage.Configuration.Driver switch
        {
            OverlayDriver.Name => new OverlayDriver(storage),
            var other => throw new NotSupportedException($"there is no storage driver '{other}'"),
        };
    }
}
