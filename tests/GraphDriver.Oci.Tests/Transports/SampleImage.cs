using System.IO.Compression;
using System.Text;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Transports;

/// <summary>
/// A small image in the forms that transports keep it in. Configuration and layer, and the manifest that goes with
/// them, are those of skopeo 1.9.3 reading a Docker archive.
/// </summary>
internal static class SampleImage
{
    public const string ConfigJson = """{"architecture":"amd64","os":"linux","created":"2020-01-01T00:00:00Z","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:3d9b2c9ea89ce70eaa7424dd6ad513baa9264e5fb32eff683425e6abfe54f73d"]},"history":[{"created":"2020-01-01T00:00:00Z","created_by":"x"}]}""" + "\n";

    public const string DockerManifestJson = """{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":261,"digest":"sha256:07aa648e1520af2b7226d2e174d2529b35cbee7a3a416257e11e4c521bb3d4cb"},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":10240,"digest":"sha256:3d9b2c9ea89ce70eaa7424dd6ad513baa9264e5fb32eff683425e6abfe54f73d"}]}""";

    private const string LayerGzip = "H4sIAAAAAAACA+3ROwrDQAxFUdVZxazAlpKRZj0uAi4MA/7sP4O7pHAqGwz3NE9I6l7Xy+m0Ke57Nr+5z+YvNcsR8Wz7UswluVxgW9ZhTknmWtejv3/3m+r64ZL+I+eD/uO7f1P1LEnp/3Tje5rqQwAAAAAAAAAAAAAAAADc0AfbL60lACgAAA==";

    public static byte[] Config { get; } = Encoding.UTF8.GetBytes(ConfigJson);

    public static byte[] DockerManifest { get; } = Encoding.UTF8.GetBytes(DockerManifestJson);

    public static byte[] Layer { get; } = Unzip(LayerGzip);

    public static byte[] OciManifest { get; } = Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}","config":{{Describe(MediaType.OciConfig, Config)}},"layers":[{{Describe(MediaType.OciLayer, Layer)}}]}""");

    public static Digest DigestOf(byte[] content) => Digest.Sha256Of(content);

    public static string Describe(string mediaType, byte[] content, string rest = "") =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{DigestOf(content)}}","size":{{content.Length}}{{rest}}}""";

    public static string Named(string name, string annotation = "org.opencontainers.image.ref.name") =>
        $$""","annotations":{"{{annotation}}":"{{name}}"}""";

    public static string Index(params string[] entries) => $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', entries)}}]}""";

    /// <summary>The files of an OCI layout by path, with the given <c>index.json</c> and blobs beside the image's own.</summary>
    public static Dictionary<string, byte[]> Layout(string index, params byte[][] more)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["oci-layout"] = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray(),
            ["index.json"] = Encoding.UTF8.GetBytes(index),
        };
        foreach (var blob in (byte[][])[Config, Layer, OciManifest, .. more])
        {
            files[BlobPath(blob)] = blob;
        }

        return files;
    }

    public static string BlobPath(byte[] content) => $"blobs/sha256/{DigestOf(content).Hex}";

    public static Archive Pack(Dictionary<string, byte[]> files) =>
        files.Aggregate(new Archive(), (archive, file) => archive.File(file.Key, file.Value));

    public static string Unpack(TemporaryFolder folder, Dictionary<string, byte[]> files)
    {
        foreach (var (path, content) in files)
        {
            folder.Write(path, content);
        }

        return folder.Path;
    }

    /// <summary>An archive as <c>docker save</c> writes it; the layer may be another one.</summary>
    public static Archive DockerArchive(string manifestJson, byte[]? layer = null) => new Archive()
        .File("c.json", Config)
        .File("0/layer.tar", layer ?? Layer)
        .File("manifest.json", manifestJson);

    private static byte[] Unzip(string base64)
    {
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
        using var copy = new MemoryStream();
        gzip.CopyTo(copy);
        return copy.ToArray();
    }
}
