using GraphDriver.Cli.Commands;
using GraphDriver.Mounts;
using GraphDriver.Store;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Cli.Tests.Commands;

public sealed class MountCommandTests
{
    private static readonly LayerId Layer = LayerId.Parse(new string('1', 64));

    private static readonly StoreMount[] Mounts =
    [
        new(
            new MountPoint(Layer, "/m/1", 2),
            new ImageRecord { Id = ImageId.Parse(new string('a', 64)), Names = ["localhost/one:latest", "localhost/two:latest"] },
            null),
        new(
            new MountPoint(Layer, "/m/2", 1),
            null,
            new ContainerRecord { Id = ContainerId.Parse(new string('c', 64)), LayerId = Layer, Names = ["box"] }),
        new(new MountPoint(Layer, "/m/3", 1), null, null),
    ];

    [Fact]
    public void The_table_has_a_line_a_mount() =>
        Assert.Equal(
            "aaaaaaaaaaaa  image      /m/1  localhost/one:latest\ncccccccccccc  container  /m/2  box\n111111111111  layer      /m/3\n",
            MountCommand.Table(Mounts));

    [Fact]
    public void The_json_has_everything()
    {
        var list = JArray.Parse(MountCommand.Json(Mounts));
        Assert.Equal(3, list.Count);
        Assert.Equal("image", (string?)list[0]["kind"]);
        Assert.Equal(new string('a', 64), (string?)list[0]["id"]);
        Assert.Equal(["localhost/one:latest", "localhost/two:latest"], list[0]["names"]!.Select(name => (string?)name));
        Assert.Equal("/m/1", (string?)list[0]["mountpoint"]);
        Assert.Equal(2, (int?)list[0]["count"]);
        Assert.Equal("container", (string?)list[1]["kind"]);
        Assert.Equal(Layer.Hex, (string?)list[2]["layer"]);
        Assert.Equal("[]\n", MountCommand.Json([]));
    }
}
