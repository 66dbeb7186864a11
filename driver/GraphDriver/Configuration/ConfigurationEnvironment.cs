namespace GraphDriver.Configuration;

/// <summary>What the search for storage.conf and the default paths depend on, beside files.</summary>
public sealed class ConfigurationEnvironment
{
    /// <summary>The environment of this process.</summary>
    public static ConfigurationEnvironment Current { get; } = new();

    /// <summary>Looks an environment variable up; null or empty where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The user id that storage belongs to: 0 gets the system's paths, all others their own.</summary>
    public uint UserId { get; init; } = CurrentUser.Id;

    /// <summary>What stands before <c>/usr/share/containers</c> and <c>/etc/containers</c>; empty but for tests and other roots.</summary>
    public string SystemRoot { get; init; } = "";

    /// <summary>Whether the user has storage of its own.</summary>
    public bool IsRootless => UserId != 0;

    /// <summary>The user's home folder.</summary>
    /// <exception cref="InvalidDataException">HOME is not set.</exception>
    public string Home => Text("HOME") ?? (IsRootless ? throw new InvalidDataException("HOME is not set; it is needed to find the storage of a user") : "/root");

    /// <summary>A variable's value, null where it is unset or empty.</summary>
    public string? Text(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
