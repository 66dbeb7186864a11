namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>Where the repository and its caches are, and what keeps the tests of this project from running.</summary>
internal static class Prerequisites
{
    /// <summary>The folder that holds <c>GraphDriver.sln</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder that <c>hack/peers.sh</c> and <c>hack/images.sh</c> fill.</summary>
    public static string Cache { get; } = Environment.GetEnvironmentVariable("GRAPHDRIVER_CACHE") ?? "/var/cache/graphdriver-tests";

    /// <summary>One line, or null where nothing is missing.</summary>
    public static string? Missing { get; } = FindMissing();

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "needs root";
        }

        if (!Directory.Exists(Path.Combine(Cache, "peers", "usr")))
        {
            return "needs the peers' root: run hack/peers.sh";
        }

        if (!File.Exists(Path.Combine(Cache, "images", "stamp")))
        {
            return "needs the test images: run hack/images.sh";
        }

        return File.Exists(Path.Combine(Repository, "out", "graphdriver")) ? null : "needs the command: run hack/build.sh";
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GraphDriver.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no GraphDriver.sln above {AppContext.BaseDirectory}");
    }
}
