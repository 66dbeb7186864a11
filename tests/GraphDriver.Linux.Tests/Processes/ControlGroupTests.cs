using System.Text;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Linux.Tests.Processes;

public sealed class ControlGroupTests
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Every_hierarchy_is_taken_a_name_with_colons_too()
    {
        var groups = ControlGroup.Parse("9:name=systemd:/graphdriver/x:y\n2:cpu,cpuacct:/\n0::/a b/init.scope\n"u8);
        Assert.Equal([new("9", "/graphdriver/x:y"), new("2", "/"), new("0", "/a b/init.scope")], groups);
        Assert.Empty(ControlGroup.Parse([]));
    }

    [Theory]
    [InlineData("0:/")]
    [InlineData("0::")]
    [InlineData("0::relative")]
    [InlineData("::/")]
    [InlineData("nothing")]
    public void A_malformed_line_is_named(string line) =>
        Assert.Contains(line, Assert.Throws<InvalidDataException>(() => ControlGroup.Parse(Encoding.UTF8.GetBytes(line))).Message);

    [Theory]
    [InlineData($"/graphdriver/{Id}", $"/graphdriver/{Id}")]
    [InlineData($"/machine.slice/libpod-{Id}.scope/container/inner", $"/machine.slice/libpod-{Id}.scope")]
    [InlineData($"/../{Id}/x{Id}", $"/../{Id}")]
    [InlineData("/user.slice/session-1.scope", null)]
    [InlineData("/", null)]
    public void The_group_that_bears_an_id_is_the_containers(string path, string? expected) =>
        Assert.Equal(expected, new ControlGroup("0", path).NamedWith(Id)?.Path);

    [Theory]
    [InlineData("/a/b", true)]
    [InlineData("/a/b/c", true)]
    [InlineData("/a/bc", false)]
    [InlineData("/a", false)]
    public void A_group_holds_those_below_it(string path, bool expected)
    {
        Assert.Equal(expected, new ControlGroup("1", path).IsWithin(new ControlGroup("1", "/a/b")));
        Assert.False(new ControlGroup("2", path).IsWithin(new ControlGroup("1", "/a/b")));
        Assert.True(new ControlGroup("1", path).IsWithin(new ControlGroup("1", "/")));
    }

    [Fact]
    public void This_process_is_in_one_and_one_that_is_gone_in_none()
    {
        Assert.NotEmpty(ControlGroup.Of(Environment.ProcessId));
        Assert.Empty(ControlGroup.Of(int.MaxValue));
    }
}
