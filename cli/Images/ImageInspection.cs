using System.Text.Json;
using GraphDriver.Cli.Output;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>Writes what is known of an image, with the member names of <c>podman image inspect</c>.</summary>
internal sealed class ImageInspection(ContainerStorage storage, StorageSnapshot snapshot)
{
    private readonly IReadOnlyList<ImageStore> _stores = ListedImage.Stores(storage);
    private readonly ImageSize _sizes = new(snapshot, storage.Root);
    private readonly DriverInspection _driver = new(storage, snapshot);

    public void Write(Utf8JsonWriter json, ImageRecord image)
    {
        using var documents = ImageDocuments.Read(_stores, image);
        var (config, manifest) = (documents.Config, documents.Manifest);
        json.WriteString("Id", image.Id.Hex);
        json.WriteString("Digest", image.Digest.ToString());
        json.WriteStrings("RepoTags", ImageNames.Tags(image));
        json.WriteStrings("RepoDigests", ImageNames.Digests(image));
        json.WriteStrings("Names", image.Names);
        json.WriteStrings("NamesHistory", image.NamesHistory);
        json.WriteString("Comment", Comment(config));
        json.WriteString("Created", config.Member("created").Text() ?? image.Created.ToString());
        json.WriteMember("Config", config.Member("config"));
        json.WriteString("Version", config.Member("docker_version").Text() ?? "");
        json.WriteString("Author", config.Member("author").Text() ?? "");
        json.WriteString("Architecture", config.Member("architecture").Text() ?? "");
        json.WriteString("Variant", config.Member("variant").Text() ?? "");
        json.WriteString("Os", config.Member("os").Text() ?? "");
        WriteSize(json, image);
        _driver.WriteImage(json, image);
        WriteRootFs(json, config);
        json.WriteStrings("Layers", snapshot.LayersOf(image).Select(layer => layer.Id.Hex).Reverse());
        json.WriteMap("Labels", documents.Labels);
        json.WriteMap("Annotations", ImageDocuments.Strings(manifest.Member("annotations")));
        json.WriteString("ManifestType", manifest.Member("mediaType").Text() ?? "application/vnd.oci.image.manifest.v1+json");
        json.WriteString("User", config.Member("config").Member("User").Text() ?? "");
        json.WriteMember("History", config.Member("history"));
        json.WriteStrings("Containers", snapshot.Containers.OfImage(image.Id).Select(container => container.Id.Hex));
    }

    private void WriteSize(Utf8JsonWriter json, ImageRecord image)
    {
        var size = _sizes.Of(image);
        json.WriteNumber("Size", size);
        json.WriteNumber("VirtualSize", size);
    }

    private static string Comment(JsonElement config)
    {
        var history = config.Member("history");
        var first = history.ValueKind == JsonValueKind.Array ? history.EnumerateArray().FirstOrDefault() : default;
        return config.Member("comment").Text() ?? first.Member("comment").Text() ?? "";
    }

    private static void WriteRootFs(Utf8JsonWriter json, JsonElement config)
    {
        var rootFs = config.Member("rootfs");
        json.WriteStartObject("RootFS");
        json.WriteString("Type", rootFs.Member("type").Text() ?? "");
        json.WriteMember("Layers", rootFs.Member("diff_ids"));
        json.WriteEndObject();
    }
}
