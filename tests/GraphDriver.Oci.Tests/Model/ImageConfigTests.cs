using System.Text;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Model;

public sealed class ImageConfigTests
{
    private const string DiffId = "sha256:c6f988f4874bb0add23a778f753c65efe992244e148a1d2ec2a8b664fb66bbd1";
    private const string RootFsJson = """ "rootfs":{"type":"layers","diff_ids":["sha256:c6f988f4874bb0add23a778f753c65efe992244e148a1d2ec2a8b664fb66bbd1"]} """;

    // The example of the specification, with what Docker adds to it.
    private const string Full = """
        {
          "created": "2015-10-31T22:22:56.015925234Z", "author": "Alyssa", "architecture": "arm", "os": "linux", "variant": "v7",
          "config": {
            "User": "alice", "ExposedPorts": {"8080/tcp": {}, "53/udp": {}}, "Env": ["PATH=/bin", "FOO=docker_is_a_really"],
            "Entrypoint": ["/bin/my-app"], "Cmd": ["--foreground", "--config"], "Volumes": {"/var/job-result-data": {}, "/var/log": {}},
            "WorkingDir": "/home/alice", "Labels": {"com.example": "x"}, "StopSignal": "SIGKILL",
            "Healthcheck": {"Test": ["CMD", "true"], "Interval": 30000000000}, "ArgsEscaped": true, "OnBuild": null
          },
          "rootfs": {"diff_ids": ["sha256:c6f988f4874bb0add23a778f753c65efe992244e148a1d2ec2a8b664fb66bbd1"], "type": "layers"},
          "history": [
            {"created": "2015-10-31T22:22:54.690851953+02:00", "created_by": "/bin/sh -c #(nop) ADD file:a"},
            {"created_by": "CMD [\"sh\"]", "empty_layer": true, "comment": "c", "author": "a"}
          ]
        }
        """;

    private static ImageConfig Parse(string json) => ImageConfig.Parse(Encoding.UTF8.GetBytes(json), "oci:dir");

    [Fact]
    public void Reads_every_field()
    {
        var image = Parse(Full);
        Assert.Equal("linux/arm/v7", image.Platform.ToString());
        Assert.Equal("2015-10-31T22:22:56.015925234Z", image.CreatedText);
        Assert.Equal(new DateTimeOffset(2015, 10, 31, 22, 22, 56, TimeSpan.Zero).AddTicks(159252), image.Created);
        Assert.Equal("Alyssa", image.Author);
        Assert.Equal([new DiffId(Digest.Parse(DiffId))], image.RootFs.DiffIds);

        var config = image.Config;
        Assert.Equal(("alice", "/home/alice", "SIGKILL"), (config.User, config.WorkingDir, config.StopSignal));
        Assert.Equal(["PATH=/bin", "FOO=docker_is_a_really"], config.Env);
        Assert.Equal(["/bin/my-app"], config.Entrypoint);
        Assert.Equal(["--foreground", "--config"], config.Cmd);
        Assert.Equal(["/var/job-result-data", "/var/log"], config.Volumes);
        Assert.Equal(["8080/tcp", "53/udp"], config.ExposedPorts);
        Assert.Equal("x", config.Labels["com.example"]);
        Assert.Equal("""{"Test":["CMD","true"],"Interval":30000000000}""", config.Healthcheck);

        Assert.Equal(new DateTimeOffset(2015, 10, 31, 22, 22, 54, TimeSpan.FromHours(2)).AddTicks(6908519), image.History[0].Created);
        Assert.Equal((null, true, "c", "a"), (image.History[1].Created, image.History[1].EmptyLayer, image.History[1].Comment, image.History[1].Author));
        Assert.Equal(["/bin/sh -c #(nop) ADD file:a", "CMD [\"sh\"]"], image.History.Select(entry => entry.CreatedBy));
    }

    [Fact]
    public void Takes_the_least_there_may_be_and_nulls()
    {
        var image = Parse($$"""{"config":{"Env":null,"Cmd":null,"Volumes":null,"Labels":{"a":null},"Entrypoint":"sh"},"created":null,"history":null,{{RootFsJson}}}""");
        Assert.Null(image.Created);
        Assert.Empty(image.Config.Env);
        Assert.Empty(image.Config.Volumes);
        Assert.Equal(["sh"], image.Config.Entrypoint);
        Assert.Equal("", image.Config.Labels["a"]);
        Assert.Empty(Parse($"{{{RootFsJson}}}").Config.Cmd);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00+00:00")]
    [InlineData("9999-12-31T23:59:59.999999999Z")]
    public void Takes_the_times_that_tools_write(string created) =>
        Assert.NotNull(Parse($$"""{"created":"{{created}}",{{RootFsJson}}}""").Created);

    [Theory]
    [InlineData("""{"config":{}}""", "'rootfs' is missing")]
    [InlineData("""{"rootfs":{"type":"layers+base","diff_ids":[]}}""", "'rootfs.type'")]
    [InlineData("""{"rootfs":{"diff_ids":[]}}""", "'rootfs.type'")]
    [InlineData("""{"rootfs":{"type":"layers","diff_ids":["sha256:abc"]}}""", "'rootfs.diff_ids[0]'")]
    [InlineData("""{"rootfs":{"type":"layers","diff_ids":[null]}}""", "'rootfs.diff_ids[0]'")]
    [InlineData("""{"rootfs":{"type":"layers","diff_ids":{}}}""", "'rootfs.diff_ids'")]
    [InlineData("""{"config":{"Env":"A=b"}}""", "'config.Env'", true)]
    [InlineData("""{"config":{"Env":[1]}}""", "'config.Env[0]'", true)]
    [InlineData("""{"config":{"Cmd":{}}}""", "'config.Cmd'", true)]
    [InlineData("""{"config":{"Volumes":["/a"]}}""", "'config.Volumes'", true)]
    [InlineData("""{"config":{"User":0}}""", "'config.User'", true)]
    [InlineData("""{"config":{"User":"a","User":"root"}}""", "User", true)]
    [InlineData("""{"config":[]}""", "'config'", true)]
    [InlineData("""{"created":"yesterday"}""", "'created'", true)]
    [InlineData("""{"created":"2015-10-31T22:22:56"}""", "'created'", true)]
    [InlineData("""{"created":"2015-10-31T22:22:56.Z"}""", "'created'", true)]
    [InlineData("""{"created":"2015-13-31T22:22:56Z"}""", "'created'", true)]
    [InlineData("""{"history":[{"empty_layer":"true"}]}""", "'history[0].empty_layer'", true)]
    [InlineData("""{"history":[1]}""", "'history[0]'", true)]
    [InlineData("garbage", "not valid JSON")]
    public void Refuses_bad_fields_by_name(string json, string named, bool addRootFs = false)
    {
        json = addRootFs ? $"{json[..^1]},{RootFsJson}}}" : json;
        var error = Assert.Throws<InvalidDataException>(() => Parse(json));
        Assert.StartsWith("oci:dir: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wants_one_DiffID_for_each_layer()
    {
        var image = Parse($"{{{RootFsJson}}}");
        var layer = new Descriptor { MediaType = MediaType.OciLayer, Digest = Digest.Parse(DiffId), Size = 1 };
        var manifest = new Manifest { MediaType = MediaType.OciManifest, Config = layer, Layers = [layer] };
        image.RequireLayersOf(manifest, "oci:dir");
        var error = Assert.Throws<InvalidDataException>(() => image.RequireLayersOf(manifest with { Layers = [layer, layer] }, "oci:dir"));
        Assert.Equal("oci:dir: the manifest has 2 layers, its configuration 1", error.Message);
    }

    [Fact]
    public void Bounds_the_size() => Assert.Throws<InvalidDataException>(() => ImageConfig.Parse(new byte[ImageConfig.MaxSize + 1], "x"));
}
