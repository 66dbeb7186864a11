using GraphDriver.Containers;
using GraphDriver.Store;

namespace GraphDriver.Tests.Containers;

public sealed class ContainerSettingsTests
{
    private static readonly ContainerSettings Settings = new()
    {
        Name = "box",
        ImageName = "docker.io/library/busybox:latest",
        ImageConfig = "{\"created\":\"2024-01-01T00:00:00Z\"}",
        Options = new ContainerOptions
        {
            Name = "box",
            Environment = ["A=2024-01-01T00:00:00Z"],
            Volumes = [new Volume("/a", "/b", ["ro"]), new Volume(null, "/c", [])],
            User = "alice",
            Entrypoint = ["x"],
            Arguments = ["--rm", "ü"],
            Terminal = true,
            Remove = true,
            Network = NetworkMode.Host,
        },
        Command = ["x", "--rm", "ü"],
        RuntimePath = "/usr/bin/runc",
        StopSignal = 15,
        Created = Timestamp.Parse("2026-01-02T03:04:05.123456789Z"),
    };

    [Fact]
    public void Settings_survive_the_disk()
    {
        var back = ContainerSettings.Parse(Settings.Format(), "test");
        Assert.Equal(Settings.Format(), back.Format());
        Assert.Equal(Settings.Created, back.Created);
        Assert.Equal("A=2024-01-01T00:00:00Z", back.Options.Environment[0]);
        Assert.Null(back.Options.Volumes[1].Source);
        Assert.Equal(NetworkMode.Host, back.Options.Network);
        Assert.Null(back.Options.HostName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\":1")]
    [InlineData("{\"name\":\"x\",\"options\":[]}")]
    public void Damaged_settings_are_named(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => ContainerSettings.Parse(System.Text.Encoding.UTF8.GetBytes(text), "the file"));
        Assert.StartsWith("the file:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_of_the_file_is_an_error()
    {
        var whole = Settings.Format();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => ContainerSettings.Parse(whole.AsSpan(0, length), "the file"));
        }
    }
}
