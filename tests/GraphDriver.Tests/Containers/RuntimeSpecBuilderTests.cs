using System.Text.Json;
using GraphDriver.Containers;
using GraphDriver.Containers.Runtime;
using GraphDriver.Containers.Users;
using GraphDriver.Oci.Model;

namespace GraphDriver.Tests.Containers;

public sealed class RuntimeSpecBuilderTests
{
    private static readonly string Id = new('a', 64);

    [Fact]
    public void The_configuration_has_podmans_defaults()
    {
        using var json = Build(Input());
        var root = json.RootElement;
        Assert.Equal("1.0.2", root.GetProperty("ociVersion").GetString());
        Assert.Equal("/store/merged", root.GetProperty("root").GetProperty("path").GetString());
        Assert.False(root.GetProperty("root").GetProperty("readonly").GetBoolean());
        Assert.Equal(Id[..12], root.GetProperty("hostname").GetString());
        Assert.Equal(["sh"], Texts(root.GetProperty("process").GetProperty("args")));
        Assert.Equal("/", root.GetProperty("process").GetProperty("cwd").GetString());
        var linux = root.GetProperty("linux");
        Assert.Equal($"/graphdriver/{Id}", linux.GetProperty("cgroupsPath").GetString());
        Assert.Equal(2048, linux.GetProperty("resources").GetProperty("pids").GetProperty("limit").GetInt64());
        Assert.Equal(["pid", "ipc", "uts", "mount", "network", "cgroup"], linux.GetProperty("namespaces").EnumerateArray().Select(one => one.GetProperty("type").GetString()));
        Assert.Contains("/proc/kcore", Texts(linux.GetProperty("maskedPaths")));
        Assert.Contains("/sys/devices/system/cpu/cpu0/thermal_throttle", Texts(linux.GetProperty("maskedPaths")));
        Assert.Contains("/proc/sys", Texts(linux.GetProperty("readonlyPaths")));
        Assert.Equal("SCMP_ACT_ERRNO", linux.GetProperty("seccomp").GetProperty("defaultAction").GetString());
    }

    [Fact]
    public void The_superuser_has_the_default_capabilities_at_once_and_others_may_come_to_them()
    {
        using var superuser = Build(Input());
        var own = superuser.RootElement.GetProperty("process").GetProperty("capabilities");
        Assert.Equal(11, own.GetProperty("effective").GetArrayLength());
        Assert.Equal(Texts(own.GetProperty("bounding")), Texts(own.GetProperty("permitted")));
        Assert.DoesNotContain("CAP_SYS_ADMIN", Texts(own.GetProperty("bounding")));
        Assert.Empty(Texts(own.GetProperty("inheritable")));

        using var user = Build(Input() with { User = new ContainerUser { Uid = 7, Gid = 8, Groups = [8, 9], Home = "/home/seven" } });
        var process = user.RootElement.GetProperty("process");
        Assert.Equal(11, process.GetProperty("capabilities").GetProperty("bounding").GetArrayLength());
        Assert.Empty(Texts(process.GetProperty("capabilities").GetProperty("effective")));
        Assert.Equal(7, process.GetProperty("user").GetProperty("uid").GetInt32());
        Assert.Equal([8, 9], process.GetProperty("user").GetProperty("additionalGids").EnumerateArray().Select(gid => gid.GetInt32()));
        Assert.Contains("HOME=/home/seven", Texts(process.GetProperty("env")));
    }

    [Fact]
    public void What_this_process_cannot_give_the_container_does_not_get()
    {
        var host = Host() with { Capabilities = new CapabilitySet(1), HasPidsController = false, Cgroups = CgroupLayout.PerController };
        using var json = Build(Input() with { Host = host });
        var process = json.RootElement.GetProperty("process");
        Assert.Equal(["CAP_CHOWN"], Texts(process.GetProperty("capabilities").GetProperty("bounding")));
        Assert.False(process.TryGetProperty("rlimits", out _));
        var linux = json.RootElement.GetProperty("linux");
        Assert.False(linux.GetProperty("resources").TryGetProperty("pids", out _));
        Assert.DoesNotContain(linux.GetProperty("namespaces").EnumerateArray(), one => one.GetProperty("type").GetString() == "cgroup");
    }

    [Fact]
    public void The_hosts_network_brings_the_hosts_name()
    {
        using var json = Build(Input(new ContainerOptions { Network = NetworkMode.Host }));
        Assert.Equal("machine", json.RootElement.GetProperty("hostname").GetString());
        Assert.DoesNotContain(json.RootElement.GetProperty("linux").GetProperty("namespaces").EnumerateArray(), one => one.GetProperty("type").GetString() == "network");
    }

    [Fact]
    public void Every_container_has_files_of_its_own_and_higher_mounts_come_first()
    {
        using var json = Build(Input());
        var mounts = json.RootElement.GetProperty("mounts").EnumerateArray().ToDictionary(mount => mount.GetProperty("destination").GetString()!);
        foreach (var (path, name) in new[] { ("/etc/hosts", "hosts"), ("/etc/resolv.conf", "resolv.conf"), ("/etc/hostname", "hostname"), ("/run/.containerenv", ".containerenv") })
        {
            Assert.Equal($"/run/box/{name}", mounts[path].GetProperty("source").GetString());
        }

        var order = mounts.Keys.ToList();
        Assert.True(order.IndexOf("/dev") < order.IndexOf("/dev/pts"));
        Assert.True(order.IndexOf("/sys") < order.IndexOf("/sys/fs/cgroup"));
    }

    [Fact]
    public void A_users_volume_takes_the_place_of_a_mount_of_ours()
    {
        Volume[] volumes = [new("/host/hosts", "/etc/hosts", ["rbind", "ro"]), new("/host/dev", "/dev", ["rbind"])];
        using var json = Build(Input() with { Volumes = volumes });
        var mounts = json.RootElement.GetProperty("mounts").EnumerateArray().ToDictionary(mount => mount.GetProperty("destination").GetString()!);
        Assert.Equal("/host/hosts", mounts["/etc/hosts"].GetProperty("source").GetString());
        Assert.Equal("/host/dev", mounts["/dev"].GetProperty("source").GetString());
        Assert.DoesNotContain("/dev/pts", mounts.Keys);
    }

    [Fact]
    public void A_read_only_root_keeps_some_folders_in_memory_where_the_user_has_no_volume()
    {
        var input = Input(new ContainerOptions { ReadOnly = true }) with
        {
            TemporaryPaths = ["/tmp", "/var/tmp", "/run"],
            Volumes = [new Volume("/host/tmp", "/tmp", ["rbind"])],
        };
        using var json = Build(input);
        Assert.True(json.RootElement.GetProperty("root").GetProperty("readonly").GetBoolean());
        var types = json.RootElement.GetProperty("mounts").EnumerateArray()
            .ToDictionary(mount => mount.GetProperty("destination").GetString()!, mount => mount.GetProperty("type").GetString());
        Assert.Equal("bind", types["/tmp"]);
        Assert.Equal("tmpfs", types["/var/tmp"]);
        Assert.Equal("tmpfs", types["/run"]);
        Assert.Contains("ro", Texts(json.RootElement.GetProperty("mounts").EnumerateArray()
            .Single(mount => mount.GetProperty("destination").GetString() == "/etc/hosts").GetProperty("options")));
    }

    [Fact]
    public void An_unknown_user_is_at_home_in_the_working_directory()
    {
        var input = Input(new ContainerOptions { WorkingDirectory = "/work/../srv/./app" }) with { User = new ContainerUser { Uid = 7, Gid = 0 } };
        using var json = Build(input);
        Assert.Equal("/srv/app", json.RootElement.GetProperty("process").GetProperty("cwd").GetString());
        Assert.Contains("HOME=/srv/app", Texts(json.RootElement.GetProperty("process").GetProperty("env")));
    }

    internal static HostFacts Host() => new()
    {
        Cgroups = CgroupLayout.Unified,
        HasPidsController = true,
        HostName = "machine",
        Environment = new Dictionary<string, string>(),
        Capabilities = new CapabilitySet(ulong.MaxValue),
        Architecture = "amd64",
        ThrottlePaths = ["/sys/devices/system/cpu/cpu0/thermal_throttle"],
    };

    private static RuntimeSpecInput Input(ContainerOptions? options = null) => new()
    {
        Id = Id,
        Name = "box",
        Image = new ContainerConfig { Cmd = ["sh"] },
        Options = options ?? new ContainerOptions(),
        User = new ContainerUser { Uid = 0, Gid = 0, Groups = [0], Home = "/root" },
        Host = Host(),
        RootPath = "/store/merged",
        RunDirectory = "/run/box",
    };

    private static JsonDocument Build(RuntimeSpecInput input)
    {
        using var stream = new MemoryStream();
        RuntimeSpecWriter.Write(RuntimeSpecBuilder.Build(input), stream);
        return JsonDocument.Parse(stream.ToArray());
    }

    private static List<string?> Texts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString())];
}
