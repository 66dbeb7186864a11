using System.Collections;
using System.Globalization;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Containers.Runtime;

/// <summary>What a container's configuration takes from the machine.</summary>
public sealed record HostFacts
{
    private const string CgroupRoot = "/sys/fs/cgroup";
    private const int MaxStatusSize = 1 << 16;

    public required CgroupLayout Cgroups { get; init; }

    /// <summary>Whether the number of processes can be limited.</summary>
    public required bool HasPidsController { get; init; }

    /// <summary>The host's own name.</summary>
    public required string HostName { get; init; }

    /// <summary>The variables of this process.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The capabilities that this process could hand on.</summary>
    public required CapabilitySet Capabilities { get; init; }

    /// <summary>The architecture in Go's name.</summary>
    public required string Architecture { get; init; }

    /// <summary>The folders of the processors' throttle counters, which tell one tenant of another.</summary>
    public IReadOnlyList<string> ThrottlePaths { get; init; } = [];

    /// <summary>Looks at this machine.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static HostFacts Detect()
    {
        var unified = File.Exists($"{CgroupRoot}/cgroup.controllers");
        return new HostFacts
        {
            Cgroups = unified ? CgroupLayout.Unified : CgroupLayout.PerController,
            HasPidsController = unified
                ? File.ReadAllText($"{CgroupRoot}/cgroup.controllers").Split((char[])[' ', '\n']).Contains("pids")
                : Directory.Exists($"{CgroupRoot}/pids"),
            HostName = System.Environment.MachineName,
            Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? ""),
            Capabilities = OwnCapabilities(),
            Architecture = Oci.Model.Platform.Current.Architecture,
            ThrottlePaths = FindThrottlePaths(),
        };
    }

    private static CapabilitySet OwnCapabilities()
    {
        using var status = OpenAt.Open("/proc/self/status", OpenFlags.ReadOnly);
        var text = System.Text.Encoding.UTF8.GetString(ReadFile.ReadAll(status, MaxStatusSize));
        const string Field = "CapBnd:";
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return new CapabilitySet(line is null ? 0 : ulong.Parse(line[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static List<string> FindThrottlePaths()
    {
        const string Processors = "/sys/devices/system/cpu";
        return !Directory.Exists(Processors) ? [] :
        [
            .. Directory.EnumerateDirectories(Processors, "cpu*").Select(processor => $"{processor}/thermal_throttle")
                .Where(Directory.Exists).Order(StringComparer.Ordinal),
        ];
    }
}
