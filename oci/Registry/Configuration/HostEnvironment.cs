namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>What the search for registries.conf, credentials, certificates and proxies depends on, beside the files themselves.</summary>
public sealed class HostEnvironment
{
    /// <summary>The environment of this process.</summary>
    public static HostEnvironment Current { get; } = new();

    /// <summary>Looks an environment variable up; null or empty where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The user that configuration is looked for; 0 gets the system's paths.</summary>
    public uint UserId { get; init; } = CurrentUserId();

    /// <summary>What stands before <c>/etc</c>, <c>/run</c> and <c>/var</c>; empty but for tests and other roots.</summary>
    public string SystemRoot { get; init; } = "";

    /// <summary>The user's home folder.</summary>
    public string Home => Text("HOME") ?? (UserId == 0 ? "/root" : "/");

    /// <summary>A variable's value, null where it is unset or empty.</summary>
    public string? Text(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    private static uint CurrentUserId()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return 0;
        }

        // "Uid:	real	effective	saved	file system" (proc_pid_status(5))
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        return uint.Parse(line.Split('\t')[1]);
    }
}
