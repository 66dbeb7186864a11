using GraphDriver.Cli.Composefs;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Cli.Tests.Composefs;

public sealed class MountOptionTextTests
{
    private static readonly string Digest = new('a', 64);

    [Fact]
    public void Options_are_those_of_the_c_tool()
    {
        var options = MountOptionText.Parse($"ro,basedir=/a:/b,digest={Digest},tryverity,upperdir=/u,workdir=/w,idmap=/proc/1/ns/user");
        Assert.Equal(["/a", "/b"], options.ObjectDirectories);
        Assert.Equal(Digest, options.Digest.ToString());
        Assert.Equal(VerityPolicy.RequireIfSupported, options.Verity);
        Assert.Equal(new UpperLayer("/u", "/w"), options.Upper);
        Assert.Equal("/proc/1/ns/user", options.UserNamespace);
        Assert.Equal(MountAttributes.ReadOnly, options.Attributes);
        Assert.Equal(VerityPolicy.Require, MountOptionText.Parse("basedir=/a,verity,tryverity").Verity);
    }

    [Theory]
    [InlineData(@"basedir=/a\,b\\c=d", @"/a,b\c=d")]
    [InlineData("basedir=/a,basedir=/b,", "/b")]
    [InlineData("basedir=/a,ro,rw,nodev,dev", "/a")]
    public void Values_may_hold_escaped_commas_and_later_ones_win(string text, string directory)
    {
        var options = MountOptionText.Parse(text);
        Assert.Equal([directory], options.ObjectDirectories);
        Assert.Equal(MountAttributes.None, options.Attributes);
    }

    [Theory]
    [InlineData("basedir", "No value specified for basedir option")]
    [InlineData("basedir=/a,digest", "No value specified for digest option")]
    [InlineData("basedir=/a:", "Value for basedir option has incorrect format")]
    [InlineData("basedir=", "Value for basedir option has incorrect format")]
    [InlineData("basedir=/a,upperdir=/u", "Both workdir and upperdir must be specified if used")]
    [InlineData("basedir=/a,nothing", "Unsupported option nothing")]
    [InlineData("basedir=/a,digest=12", "'12' is not an fs-verity digest: expected 64 or 128 hex digits")]
    public void Bad_options_are_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ToolException>(() => MountOptionText.Parse(text)).Message);

    [Fact]
    public void Directory_of_objects_is_needed() => Assert.Throws<UsageException>(() => MountOptionText.Parse("ro"));
}
