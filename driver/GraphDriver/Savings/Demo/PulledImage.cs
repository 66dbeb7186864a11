namespace GraphDriver.Savings.Demo;

/// <summary>What it took to pull one of the images.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Time">How long the pull took.</param>
/// <param name="Fetched">How many bytes of its layer came from the registry.</param>
/// <param name="OnDisk">What the pull added to the store on the disk, in bytes: everything under its root counted.</param>
public readonly record struct PulledImage(string Name, TimeSpan Time, long Fetched, long OnDisk);
