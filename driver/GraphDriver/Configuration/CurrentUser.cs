namespace GraphDriver.Configuration;

/// <summary>The user that this process runs for.</summary>
internal static class CurrentUser
{
    private static readonly Lazy<uint> LazyId = new(Find);

    /// <summary>
    /// The effective user id; inside a user namespace that podman made for a user, that user's id, as
    /// <c>_CONTAINERS_ROOTLESS_UID</c> tells it.
    /// </summary>
    public static uint Id => LazyId.Value;

    private static uint Find()
    {
        if (uint.TryParse(Environment.GetEnvironmentVariable("_CONTAINERS_ROOTLESS_UID"), out var outer))
        {
            return outer;
        }

        if (Environment.IsPrivilegedProcess)
        {
            return 0;
        }

        // "Uid:	real	effective	saved	file system" (proc_pid_status(5))
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        return uint.Parse(line.Split('\t')[2]);
    }
}
