using System.Text.Json;
using GraphDriver.Cli.Output;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>Writes where the folders of an image or container are, as podman does under <c>GraphDriver</c>.</summary>
internal sealed class DriverInspection(ContainerStorage storage, StorageSnapshot snapshot)
{
    public void WriteImage(Utf8JsonWriter json, ImageRecord image)
    {
        var layers = snapshot.LayersOf(image).Select(layer => layer.Id).ToList();
        Write(json, layers.Count > 0 ? Folders(layers[0], layers.Skip(1)) : []);
    }

    public void WriteContainer(Utf8JsonWriter json, LayerId layer) =>
        Write(json, snapshot.FindLayer(layer) is { } record ? Folders(layer, Below(record)) : []);

    private static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> folders)
    {
        json.WriteStartObject("GraphDriver");
        json.WriteString("Name", "overlay");
        json.WriteMap("Data", folders);
        json.WriteEndObject();
    }

    private List<LayerId> Below(LayerRecord layer)
    {
        var below = new List<LayerId>();
        for (var id = layer.Parent; !id.IsEmpty && !below.Contains(id); id = snapshot.FindLayer(id)?.Parent ?? default)
        {
            below.Add(id);
        }

        return below;
    }

    private List<KeyValuePair<string, string>> Folders(LayerId top, IEnumerable<LayerId> below)
    {
        var folders = new List<KeyValuePair<string, string>>();
        if (string.Join(':', below.Select(layer => PathOf(layer, "diff"))) is { Length: > 0 } lower)
        {
            folders.Add(new("LowerDir", lower));
        }

        if (snapshot.MountPoints.FirstOrDefault(mount => mount.Layer == top) is { Path: { } mounted })
        {
            folders.Add(new("MergedDir", mounted));
        }

        folders.Add(new("UpperDir", PathOf(top, "diff")));
        folders.Add(new("WorkDir", PathOf(top, "work")));
        return folders;
    }

    private string PathOf(LayerId layer, string folder)
    {
        var below = $"{StoreLayout.Overlay}/{layer}";
        var additional = Statx.TryQuery(storage.Root.Root, below, StatFlags.NoFollow, out _) == Errno.ENOENT
            ? storage.AdditionalStores.FirstOrDefault(store => Directory.Exists($"{store.Path}/{below}"))?.Path
            : null;
        return $"{additional ?? storage.Root.GraphRootPath}/{below}/{folder}";
    }
}
