using GraphDriver.Containers.Seccomp;

namespace GraphDriver.Containers.Runtime;

/// <summary>Puts the configuration of a container together, with the defaults of podman. Touches nothing.</summary>
public static class RuntimeSpecBuilder
{
    /// <summary>The control group that all our containers are below.</summary>
    public const string CgroupParent = "/graphdriver";

    /// <summary>The annotation that holds the container's name.</summary>
    public const string NameAnnotation = "io.graphdriver.name";

    private const ulong MaxOpenFilesAndProcesses = 1 << 20;
    private const long PidsLimit = 2048;

    private static readonly string[] MaskedPaths =
    [
        "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list",
        "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/selinux", "/proc/interrupts",
    ];

    private static readonly string[] ReadOnlyPaths =
        ["/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <exception cref="ContainerRuntimeException">There is nothing to run.</exception>
    /// <exception cref="FormatException">A variable of the user has no name.</exception>
    public static RuntimeSpec Build(RuntimeSpecInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var capabilities = input.Host.Capabilities.ContainerDefaults();
        return new RuntimeSpec
        {
            Process = new RuntimeProcess
            {
                Arguments = ContainerCommand.Resolve(input.Image, input.Options),
                Environment = Environment(input),
                WorkingDirectory = input.WorkingDirectory,
                User = input.User,
                Terminal = input.Options.Terminal,
                Capabilities = capabilities,
                Limit = input.Host.Capabilities.CanRaiseLimits ? MaxOpenFilesAndProcesses : null,
            },
            RootPath = input.RootPath,
            IsRootReadOnly = input.Options.ReadOnly,
            HostName = input.HostName,
            Mounts = ContainerMounts.Build(input),
            Namespaces = Namespaces(input),
            CgroupsPath = $"{CgroupParent}/{input.Id}",
            PidsLimit = input.Host.HasPidsController ? PidsLimit : null,
            MaskedPaths = [.. MaskedPaths, .. input.Host.ThrottlePaths],
            ReadOnlyPaths = ReadOnlyPaths,
            Seccomp = SeccompProfile.Default.For(input.Host.Architecture, capabilities),
            Annotations = new Dictionary<string, string> { ["io.container.manager"] = "graphdriver", [NameAnnotation] = input.Name },
        };
    }

    private static IReadOnlyList<string> Environment(RuntimeSpecInput input)
    {
        var variables = ContainerEnvironment.Resolve(input.Image, input.Options, input.Host.Environment, input.HostName);
        return variables.Any(one => one.StartsWith("HOME=", StringComparison.Ordinal))
            ? variables
            : [.. variables, $"HOME={input.User.Home ?? input.WorkingDirectory}"];
    }

    private static List<string> Namespaces(RuntimeSpecInput input)
    {
        List<string> namespaces = ["pid", "ipc", "uts", "mount"];
        if (input.Options.Network == NetworkMode.None)
        {
            namespaces.Add("network");
        }

        if (input.Host.Cgroups == CgroupLayout.Unified)
        {
            namespaces.Add("cgroup");
        }

        return namespaces;
    }
}
