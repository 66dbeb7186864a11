using System.Text.Json;
using GraphDriver.Savings.Disk;

namespace GraphDriver.Cli.Output;

/// <summary>Writes what stores take as JSON; all sizes are in bytes.</summary>
internal static class DiskUsageJson
{
    /// <summary>Writes one object for the store, with the additional ones below it.</summary>
    public static void Write(Utf8JsonWriter json, StoreUsage store, IReadOnlyList<StoreUsage> additional)
    {
        json.WriteStartObject();
        WriteStore(json, store);
        json.WriteNumber("imagesOnDisk", store.ImagesOnDisk);
        json.WriteNumber("containersOnDisk", store.ContainersOnDisk);
        Write(json, "garbage", store.Garbage);
        Write(json, "unusedImages", store.UnusedImages);
        json.WriteStartArray("additionalStores");
        foreach (var other in additional)
        {
            json.WriteStartObject();
            WriteStore(json, other);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A part as output names it: <c>tarSplits</c>.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static void WriteStore(Utf8JsonWriter json, StoreUsage store)
    {
        json.WriteString("root", store.Root);
        json.WriteBoolean("readOnly", store.IsReadOnly);
        Write(json, store.Parts);
        json.WriteStartObject("sharedBlocks");
        json.WriteBoolean("supported", store.SharedBlocks.IsSupported);
        json.WriteNumber("bytes", store.SharedBlocks.Bytes);
        json.WriteNumber("countedAgain", store.SharedBlocks.CountedAgain);
        json.WriteEndObject();
        WriteArray(json, "images", store.Images, Write);
        WriteArray(json, "layers", store.Layers, Write);
        WriteArray(json, "containers", store.Containers, Write);
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ImageUsage image)
    {
        json.WriteString("id", image.Record.Id.Hex);
        json.WriteStrings("names", image.Record.Names);
        Write(json, image.Parts);
        json.WriteNumber("alone", image.Alone);
        json.WriteNumber("shared", image.Shared);
        json.WriteNumber("sharedWith", image.SharedWith);
        json.WriteNumber("containers", image.Containers);
        Write(json, "removal", image.Removal);
    }

    private static void Write(Utf8JsonWriter json, LayerUsage layer)
    {
        json.WriteString("id", layer.Record.Id.Hex);
        json.WriteString("form", NameOf(layer.Form));
        Write(json, layer.Parts);
        json.WriteNumber("alone", layer.Alone);
        json.WriteNumber("shared", layer.Shared);
        json.WriteNumber("sharedWith", layer.SharedWith);
        json.WriteNumber("images", layer.Images);
    }

    private static void Write(Utf8JsonWriter json, ContainerUsage container)
    {
        json.WriteString("id", container.Record.Id.Hex);
        json.WriteStrings("names", container.Record.Names);
        json.WriteString("image", container.Record.ImageId.ToString());
        Write(json, container.Parts);
        Write(json, "removal", container.Removal);
    }

    private static void Write(Utf8JsonWriter json, PartSizes sizes)
    {
        Write(json, sizes.Total);
        json.WriteStartObject("parts");
        foreach (var part in PartSizes.Parts.Where(part => sizes[part].Inodes > 0))
        {
            json.WriteStartObject(NameOf(part));
            Write(json, sizes[part]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DiskSize size)
    {
        json.WriteNumber("onDisk", size.OnDisk);
        json.WriteNumber("apparent", size.Apparent);
        json.WriteNumber("inodes", size.Inodes);
    }

    private static void Write(Utf8JsonWriter json, string name, Removal removal)
    {
        json.WriteStartObject(name);
        json.WriteNumber("diskUsage", removal.DiskUsage);
        json.WriteNumber("files", removal.Files);
        json.WriteNumber("records", removal.Records);
        json.WriteNumber("keptExtents", removal.KeptExtents);
        json.WriteNumber("freed", removal.Freed);
        json.WriteEndObject();
    }
}
