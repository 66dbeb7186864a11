using GraphDriver.Containers.Runtime;

namespace GraphDriver.Containers.Monitor;

/// <summary>Finds the programs that containers need, where distributions put them and then along <c>PATH</c>.</summary>
internal static class ProgramLocator
{
    private static readonly string[] Folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/sbin", "/bin", "/usr/libexec/podman", "/usr/lib/podman"];

    /// <exception cref="ContainerRuntimeException">There is none.</exception>
    public static string Conmon() =>
        Find("conmon") ?? throw new ContainerRuntimeException("conmon, which watches over containers, is not there: install the package conmon");

    /// <summary>The runtime that is asked for, by name or path; else the one that suits the machine.</summary>
    /// <exception cref="ContainerRuntimeException">There is none.</exception>
    public static OciRuntime Runtime(string? wanted, CgroupLayout cgroups)
    {
        if (wanted is not null)
        {
            var path = wanted.Contains('/') ? Path.GetFullPath(wanted) : Find(wanted);
            return path is not null && File.Exists(path)
                ? new OciRuntime(path)
                : throw new ContainerRuntimeException($"the runtime '{wanted}' is not there: install it, or name another by --runtime");
        }

        // crun is the faster one, and refuses machines that have a hierarchy for each controller.
        string[] names = cgroups == CgroupLayout.Unified ? ["crun", "runc"] : ["runc", "crun"];
        return names.Select(Find).FirstOrDefault(path => path is not null) is { } found
            ? new OciRuntime(found)
            : throw new ContainerRuntimeException("there is no runtime for containers: install runc or crun");
    }

    /// <summary>The path of a program; null where there is none.</summary>
    public static string? Find(string name)
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return Folders.Concat(path.Where(folder => folder.StartsWith('/'))).Select(folder => $"{folder}/{name}").FirstOrDefault(File.Exists);
    }
}
