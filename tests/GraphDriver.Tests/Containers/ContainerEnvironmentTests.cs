using GraphDriver.Containers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Tests.Containers;

public sealed class ContainerEnvironmentTests
{
    private static readonly Dictionary<string, string> Host = new() { ["HERE"] = "host", ["PRE_ONE"] = "1", ["PRE_TWO"] = "2", ["http_proxy"] = "proxy", ["PATH"] = "/host" };

    [Fact]
    public void Variables_come_from_defaults_image_proxies_and_user_in_this_order()
    {
        var image = new ContainerConfig { Env = ["PATH=/image", "A=image", "B=image=b", "EMPTY"] };
        var options = new ContainerOptions { Environment = ["A=user", "HERE", "MISSING", "PRE_*", "C="], Terminal = true };
        Assert.Equal(
            ["PATH=/image", "container=graphdriver", "A=user", "B=image=b", "EMPTY=", "TERM=xterm", "http_proxy=proxy", "HOSTNAME=box", "HERE=host", "PRE_ONE=1", "PRE_TWO=2", "C="],
            ContainerEnvironment.Resolve(image, options, Host, "box"));
    }

    [Fact]
    public void An_image_without_a_path_gets_the_usual_one_and_without_a_terminal_there_is_none() =>
        Assert.Equal(
            ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "container=graphdriver", "HOSTNAME=box"],
            ContainerEnvironment.Resolve(new ContainerConfig(), new ContainerOptions(), new Dictionary<string, string>(), "box"));

    [Theory]
    [InlineData("=value")]
    [InlineData("")]
    public void A_variable_without_a_name_is_refused(string text) => Assert.Throws<FormatException>(() =>
        ContainerEnvironment.Resolve(new ContainerConfig(), new ContainerOptions { Environment = [text] }, Host, "box"));
}
