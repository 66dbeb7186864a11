using GraphDriver.Containers;
using GraphDriver.Containers.Files;

namespace GraphDriver.Tests.Containers;

public sealed class HostsFileTests
{
    [Fact]
    public void The_hosts_names_stay_and_the_containers_own_follow() => Assert.Equal(
        "127.0.0.1\tlocalhost host\n10.0.0.1\tserver\n::1\tlocalhost\n127.0.0.1\tabc box\n",
        HostsFile.Build("# names\n127.0.0.1 localhost host # here\n\n  10.0.0.1\tserver\r\nbroken\n", NetworkMode.None, "abc", "box"));

    [Fact]
    public void A_machine_without_the_file_has_localhost_and_the_host() => Assert.Equal(
        "127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.0.1\thost.containers.internal\n",
        HostsFile.Build("", NetworkMode.Host, "machine", "box"));
}
