using System.Text.Json;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>The manifest and the configuration of an image of the store, as they came.</summary>
internal sealed class ImageDocuments : IDisposable
{
    private const string ManifestKey = "manifest";

    private readonly JsonDocument? _manifest;
    private readonly JsonDocument? _config;

    private ImageDocuments(JsonDocument? manifest, JsonDocument? config) => (_manifest, _config) = (manifest, config);

    /// <summary>The manifest; undefined where there is none.</summary>
    public JsonElement Manifest => _manifest?.RootElement ?? default;

    /// <summary>The configuration; undefined where there is none.</summary>
    public JsonElement Config => _config?.RootElement ?? default;

    /// <summary>The labels of the configuration.</summary>
    public IEnumerable<KeyValuePair<string, string>> Labels => Strings(Config.Member("config").Member("Labels"));

    /// <summary>Reads both; of an image that has none, such as one being made, both are undefined.</summary>
    /// <exception cref="InvalidDataException">One is not JSON; the image is named.</exception>
    public static ImageDocuments Read(IReadOnlyList<ImageStore> stores, ImageRecord image)
    {
        var manifest = Parse(Bytes(stores, image, ManifestKey), image, "manifest");
        try
        {
            var name = manifest?.RootElement.Member("config").Member("digest").Text() ?? $"sha256:{image.Id}";
            return new ImageDocuments(manifest, Parse(Digest.TryParse(name, out _) ? Bytes(stores, image, name) : null, image, "configuration"));
        }
        catch
        {
            manifest?.Dispose();
            throw;
        }
    }

    /// <summary>The strings of an object.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Strings(JsonElement map) => map.ValueKind != JsonValueKind.Object
        ? []
        : map.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.Text() ?? ""));

    public void Dispose()
    {
        _manifest?.Dispose();
        _config?.Dispose();
    }

    private static byte[]? Bytes(IReadOnlyList<ImageStore> stores, ImageRecord image, string key) =>
        stores.Select(store => store.ReadBigData(image.Id, key)).FirstOrDefault(bytes => bytes is not null);

    private static JsonDocument? Parse(byte[]? bytes, ImageRecord image, string what)
    {
        try
        {
            return bytes is null ? null : JsonDocument.Parse(bytes);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"the {what} of the image {image.Id.ShortHex} is not JSON: {error.Message}", error);
        }
    }
}
