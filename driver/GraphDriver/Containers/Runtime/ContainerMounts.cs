namespace GraphDriver.Containers.Runtime;

/// <summary>The mounts of a container: the system's, its own files, and the user's, which replace what has the same place.</summary>
internal static class ContainerMounts
{
    /// <summary>The container's own files: where they are in the container, and their names in its run directory.</summary>
    public static readonly IReadOnlyList<(string Destination, string Name)> OwnFiles =
    [
        ("/etc/hosts", "hosts"), ("/etc/resolv.conf", "resolv.conf"), ("/etc/hostname", "hostname"), ("/run/.containerenv", ".containerenv"),
    ];

    private static readonly RuntimeMount[] SystemMounts =
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "noexec", "strictatime", "mode=755", "size=65536k"]),
        new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
        new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        new("/sys/fs/cgroup", "cgroup", "cgroup", ["rprivate", "nosuid", "noexec", "nodev", "relatime", "ro"]),
    ];

    public static IReadOnlyList<RuntimeMount> Build(RuntimeSpecInput input)
    {
        var users = input.Volumes.Select(volume => new RuntimeMount(volume.Destination, "bind", volume.Source!, volume.Options)).ToList();
        var taken = users.Select(mount => mount.Destination).ToHashSet(StringComparer.Ordinal);
        var temporary = input.TemporaryPaths.Where(taken.Add)
            .Select(path => new RuntimeMount(path, "tmpfs", "tmpfs", ["rw", "rprivate", "nosuid", "nodev", "tmpcopyup"]));
        var ours = SystemMounts.Concat(OwnFiles.Select(file => OwnFile(input, file.Destination, file.Name)))
            .Where(mount => !taken.Contains(mount.Destination) && !(taken.Contains("/dev") && mount.Destination.StartsWith("/dev/", StringComparison.Ordinal)));

        // What lies higher comes first, or it would cover what lies below; the sort keeps the order of equals.
        return [.. ours.Concat(temporary).Concat(users).OrderBy(mount => mount.Destination.Count(c => c == '/'))];
    }

    private static RuntimeMount OwnFile(RuntimeSpecInput input, string destination, string name)
    {
        string[] options = input.Options.ReadOnly
            ? ["bind", "rprivate", "ro", "nosuid", "noexec", "nodev"]
            : ["bind", "rprivate"];
        return new RuntimeMount(destination, "bind", $"{input.RunDirectory}/{name}", options);
    }
}
