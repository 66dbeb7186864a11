using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Linux.Tests.Mounts;

public sealed class MountInfoTests
{
    [Fact]
    public void A_line_is_taken_apart()
    {
        var mount = Assert.Single(MountInfo.Parse(
            "36 35 98:1 /a\\040b /mnt\\134x\\011 rw,noatime master:1 propagate_from:2 - ext3 /dev/root\\012 rw,errors=continue\n"u8));
        Assert.Equal((36, 35, new DeviceNumber(98, 1)), (mount.Id, mount.ParentId, mount.Device));
        Assert.Equal("/a b"u8.ToArray(), mount.Root.ToArray());
        Assert.Equal("/mnt\\x\t"u8.ToArray(), mount.MountPoint.ToArray());
        Assert.True(mount.IsAt("/mnt\\x\t"));
        Assert.Equal(["master:1", "propagate_from:2"], mount.Propagation);
        Assert.Equal("/dev/root\n"u8.ToArray(), mount.Source.ToArray());
        Assert.Equal(("rw,noatime", "ext3", "rw,errors=continue"), (mount.Options, mount.Type, mount.SuperOptions));
    }

    [Fact]
    public void A_private_mount_has_no_propagation_and_a_source_may_be_empty()
    {
        var mount = Assert.Single(MountInfo.Parse("1 0 0:5 / / rw - tmpfs  rw"u8));
        Assert.Empty(mount.Propagation);
        Assert.True(mount.Source.IsEmpty);
    }

    [Theory]
    [InlineData("36 35 98:0 / /mnt rw ext3 /dev/root rw")]
    [InlineData("36 35 98:0 / /mnt rw - ext3 /dev/root")]
    [InlineData("x 35 98:0 / /mnt rw - ext3 /dev/root rw")]
    [InlineData("36 35 98 / /mnt rw - ext3 /dev/root rw")]
    [InlineData("36 35 98:-1 / /mnt rw - ext3 /dev/root rw")]
    [InlineData("-")]
    public void A_malformed_line_is_named(string line) =>
        Assert.Contains(line, Assert.Throws<InvalidDataException>(() => MountInfo.Parse(Encoding.UTF8.GetBytes(line))).Message);

    [Fact]
    public void The_kernels_own_list_holds_the_root()
    {
        var mounts = MountInfo.ReadAll();
        Assert.Contains(mounts, mount => mount.IsAt("/proc") && mount.Type == "proc");
    }
}
