using System.CommandLine;
using System.Text.Json;
using GraphDriver.Cli.Output;
using GraphDriver.Linux.Files;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver layers</c>: the layers of the store, in the order of its records.</summary>
internal sealed class LayersCommand
{
    private const string BlobPath = "composefs-data/composefs.blob";

    private readonly GlobalOptions _globals;
    private readonly Option<string> _format = FormatOption.Create("table");

    private LayersCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var layers = new LayersCommand(globals);
        var command = new Command("layers", "List the layers") { layers._format };
        command.SetAction(layers.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var storage = StoreAccess.Open(_globals, parsed);
        var snapshot = storage.Read();
        var users = Users(snapshot);
        var listed = snapshot.Layers.Records.Select(layer => new Listed(
            layer,
            Form(storage.Root, layer),
            new ImageSize(snapshot, storage.Root).Of(layer),
            [.. users[layer.Id]],
            snapshot.Containers.OfLayer(layer.Id),
            snapshot.MountPoints.FirstOrDefault(mount => mount.Layer == layer.Id))).ToList();
        if (parsed.IsJson(_format))
        {
            JsonOutput.WriteArray(listed, Write);
        }
        else
        {
            Print(listed);
        }

        return 0;
    }

    private static ILookup<LayerId, ImageRecord> Users(StorageSnapshot snapshot) =>
        snapshot.Images.Records.SelectMany(image => Chain(snapshot, image), (image, layer) => (image, layer)).ToLookup(pair => pair.layer, pair => pair.image);

    // A damaged image must not keep the listing from helping to find out what is wrong.
    private static IEnumerable<LayerId> Chain(StorageSnapshot snapshot, ImageRecord image)
    {
        var seen = new HashSet<LayerId>();
        for (var layer = snapshot.Layers.Find(image.TopLayer); layer is not null && seen.Add(layer.Id); layer = snapshot.Layers.Find(layer.Parent))
        {
            yield return layer.Id;
        }
    }

    private static string Form(StoreRoot root, LayerRecord layer) =>
        Statx.TryQuery(root.Root, $"{StoreLayout.Overlay}/{layer.Id}/{BlobPath}", StatFlags.NoFollow, out _) == Linux.Errno.None ? "composefs" : "plain";

    private static void Print(List<Listed> layers)
    {
        var table = new Table("LAYER ID", "PARENT", "FORM", "CREATED", "SIZE", "USED BY");
        var now = DateTimeOffset.UtcNow;
        foreach (var (layer, form, size, images, container, _) in layers)
        {
            table.Add(
                layer.Id.ShortHex,
                layer.Parent.IsEmpty ? "" : layer.Parent.ShortHex,
                form,
                HumanText.Age(layer.Created.Moment, now),
                HumanText.Size(size),
                string.Join(", ", images.Select(Name).Concat(container is null ? [] : [Name(container)])));
        }

        table.WriteTo(Console.Out);
    }

    private static string Name(ImageRecord image) => image.Names is [var name, ..] ? name : image.Id.ShortHex;

    private static string Name(ContainerRecord container) => container.Names is [var name, ..] ? name : container.Id.ShortHex;

    private static void Write(Utf8JsonWriter json, Listed listed)
    {
        var layer = listed.Layer;
        json.WriteString("Id", layer.Id.Hex);
        json.WriteStrings("Names", layer.Names);
        json.WriteString("Parent", layer.Parent.ToString());
        json.WriteString("Form", listed.Form);
        json.WriteString("Created", layer.Created.ToString());
        json.WriteNumber("Size", listed.Size);
        json.WriteString("DiffDigest", layer.UncompressedDigest.ToString());
        json.WriteNumber("DiffSize", layer.UncompressedSize);
        json.WriteString("CompressedDigest", layer.CompressedDigest.ToString());
        json.WriteNumber("CompressedSize", layer.CompressedSize);
        json.WriteString("Compression", layer.Compression.ToString().ToLowerInvariant());
        json.WriteString("TocDigest", layer.TocDigest.ToString());
        json.WriteStrings("BigDataNames", layer.BigDataNames);
        json.WriteStrings("Images", listed.Images.Select(image => image.Id.Hex));
        json.WriteString("Container", listed.Container?.Id.Hex ?? "");
        json.WriteString("MountPoint", listed.MountPoint.Path ?? "");
        json.WriteNumber("MountCount", listed.MountPoint.Count);
        json.WriteBoolean("Volatile", layer.IsVolatile);
    }

    private sealed record Listed(
        LayerRecord Layer, string Form, long Size, IReadOnlyList<ImageRecord> Images, ContainerRecord? Container, MountPoint MountPoint);
}
