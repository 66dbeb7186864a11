namespace GraphDriver.Drivers;

/// <summary>Says how a driver and what it stands on are.</summary>
public interface IDriverStatus
{
    /// <summary>The driver, its disk and what the kernel can do for it.</summary>
    /// <exception cref="IOException">The disk cannot be asked.</exception>
    DriverStatus ReadStatus();
}
