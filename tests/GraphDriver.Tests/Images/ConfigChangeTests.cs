using GraphDriver.Images;
using GraphDriver.Oci.Model;

namespace GraphDriver.Tests.Images;

public sealed class ConfigChangeTests
{
    private static readonly ContainerConfig Given = new()
    {
        Env = ["PATH=/bin", "A=1"],
        Cmd = ["old"],
        WorkingDir = "/srv",
        Volumes = ["/old"],
        ExposedPorts = ["1/tcp"],
        Labels = new Dictionary<string, string> { ["kept"] = "yes", ["a"] = "old" },
    };

    [Theory]
    [InlineData("CMD [\"a\",\"b c\"]", "a|b c")]
    [InlineData("cmd=[\"a\"]", "a")]
    [InlineData("CMD echo $HOME", "/bin/sh|-c|echo $HOME")]
    [InlineData("CMD [not json", "/bin/sh|-c|[not json")]
    public void A_command_is_an_array_or_for_a_shell(string change, string expected) =>
        Assert.Equal(expected.Split('|'), ConfigChange.Apply(Given, change).Cmd);

    [Theory]
    [InlineData("ENV A=2", "PATH=/bin|A=2")]
    [InlineData("ENV=B=x=y", "PATH=/bin|A=1|B=x=y")]
    [InlineData("ENV B=1 C=\"2 3\" D='4 5' E=6\\ 7", "PATH=/bin|A=1|B=1|C=2 3|D=4 5|E=6 7")]
    [InlineData("ENV B two words", "PATH=/bin|A=1|B=two words")]
    [InlineData("ENV B=", "PATH=/bin|A=1|B=")]
    public void Variables_are_set_in_place_or_added(string change, string expected) =>
        Assert.Equal(expected.Split('|'), ConfigChange.Apply(Given, change).Env);

    [Theory]
    [InlineData("EXPOSE 80", "1/tcp|80/tcp")]
    [InlineData("EXPOSE 80/UDP 443", "1/tcp|80/udp|443/tcp")]
    [InlineData("EXPOSE 8000-8010", "1/tcp|8000-8010/tcp")]
    [InlineData("EXPOSE 1", "1/tcp")]
    public void Ports_are_added(string change, string expected) =>
        Assert.Equal(expected.Split('|'), ConfigChange.Apply(Given, change).ExposedPorts);

    [Fact]
    public void The_other_instructions_do_what_a_Dockerfile_does()
    {
        string[] changes =
        [
            "ENTRYPOINT [\"/e\"]", "LABEL a=b \"c d\"=e", "ONBUILD RUN x", "STOPSIGNAL SIGINT", "USER guest:1", "VOLUME /v1 /v2", "VOLUME [\"/v 3\"]",
            "WORKDIR sub/../dir",
        ];
        var config = changes.Aggregate(Given, ConfigChange.Apply);
        Assert.Equal(["/e"], config.Entrypoint);
        Assert.Equal("a=b,c d=e,kept=yes", string.Join(',', config.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")));
        Assert.Equal(["RUN x"], config.OnBuild);
        Assert.Equal("SIGINT", config.StopSignal);
        Assert.Equal("guest:1", config.User);
        Assert.Equal(["/old", "/v1", "/v2", "/v 3"], config.Volumes);
        Assert.Equal("/srv/dir", config.WorkingDir);
        Assert.Equal("/", ConfigChange.Apply(Given, "WORKDIR /").WorkingDir);
        Assert.Equal(Given.Cmd, config.Cmd);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CMD")]
    [InlineData("CMD ")]
    [InlineData("RUN true")]
    [InlineData("EXPOSE 0")]
    [InlineData("EXPOSE 65536")]
    [InlineData("EXPOSE 80/icmp")]
    [InlineData("EXPOSE 80/tcp/udp")]
    [InlineData("ENV A=1 B")]
    [InlineData("ENV =1")]
    [InlineData("LABEL \"a=b")]
    [InlineData("STOPSIGNAL NONSENSE")]
    public void What_is_no_change_is_refused(string change) => Assert.Throws<FormatException>(() => ConfigChange.Apply(Given, change));
}
