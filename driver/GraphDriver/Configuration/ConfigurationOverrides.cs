namespace GraphDriver.Configuration;

/// <summary>What the command line sets; null leaves it to storage.conf.</summary>
public sealed class ConfigurationOverrides
{
    /// <summary>The storage.conf to read in place of all others.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>The storage root; a relative path counts from the working folder.</summary>
    public string? GraphRoot { get; init; }

    /// <summary>The folder for state that a reboot may lose; a relative path counts from the working folder.</summary>
    public string? RunRoot { get; init; }

    /// <summary>Driver options, <c>key=value</c>, that replace those of storage.conf and STORAGE_OPTS.</summary>
    public IReadOnlyList<string>? DriverOptions { get; init; }
}
