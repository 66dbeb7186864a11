using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers;

namespace GraphDriver.EndToEnd.Tests.Images;

/// <summary>Writes an OCI image layout with one image from layers given as tars or as ready blobs.</summary>
public sealed class OciLayout
{
    private readonly string _folder;
    private readonly JsonArray _layers = [];
    private readonly JsonArray _diffIds = [];
    private readonly JsonArray _history = [];

    /// <param name="folder">Where the layout goes; made where it is missing.</param>
    public OciLayout(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
    }

    /// <summary>Compresses a tar with gzip and adds it as the next layer.</summary>
    public OciLayout Layer(byte[] tar)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar);
        }

        return Blob(compressed.ToArray(), Digest(tar));
    }

    /// <summary>Encodes a tar as a push does and adds it as the next layer.</summary>
    /// <returns>What is said of the blob.</returns>
    public EncodedLayer Layer(byte[] tar, LayerFormat format)
    {
        var blob = new MemoryStream();
        var layer = LayerEncoder.Create(format).Encode(new MemoryStream(tar), blob);
        Blob(blob.ToArray(), layer.DiffId.ToString(), mediaType: layer.MediaType, annotations: layer.Annotations);
        return layer;
    }

    /// <summary>Adds a blob as the next layer, with whatever is claimed of it.</summary>
    /// <param name="blob">Its bytes.</param>
    /// <param name="diffId">What the configuration calls it.</param>
    /// <param name="digest">What the manifest calls it; by default the truth.</param>
    /// <param name="size">The size that the manifest gives; by default the truth.</param>
    /// <param name="mediaType">Of the layer.</param>
    /// <param name="annotations">Of the layer's descriptor.</param>
    public OciLayout Blob(
        byte[] blob,
        string diffId,
        string? digest = null,
        long? size = null,
        string mediaType = "application/vnd.oci.image.layer.v1.tar+gzip",
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(blob);
        string name = digest ?? Digest(blob);
        File.WriteAllBytes(BlobPath(name), blob);
        var descriptor = new JsonObject { ["mediaType"] = mediaType, ["digest"] = name, ["size"] = size ?? blob.Length };
        if (annotations is { Count: > 0 })
        {
            descriptor["annotations"] = new JsonObject(annotations.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        _layers.Add((JsonNode)descriptor);
        _diffIds.Add((JsonNode)diffId);
        _history.Add((JsonNode)new JsonObject { ["created"] = "2024-01-02T03:04:05Z", ["created_by"] = $"layer {_layers.Count}" });
        return this;
    }

    /// <summary>Writes configuration, manifest and index with the tag <c>latest</c>.</summary>
    /// <param name="config">The <c>config</c> member of the image configuration: Env, Cmd and so on.</param>
    /// <returns>The image id: the digest of the configuration without its algorithm.</returns>
    public string Write(JsonObject? config = null)
    {
        byte[] configuration = Json(new JsonObject
        {
            ["created"] = "2024-01-02T03:04:05Z",
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = config ?? new JsonObject { ["Cmd"] = new JsonArray("/bin/sh") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = _diffIds },
            ["history"] = _history,
        });
        byte[] manifest = Json(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", configuration),
            ["layers"] = _layers,
        });
        File.WriteAllBytes(BlobPath(Digest(configuration)), configuration);
        File.WriteAllBytes(BlobPath(Digest(manifest)), manifest);
        var entry = Descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
        entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "latest" };
        File.WriteAllBytes(Path.Combine(_folder, "index.json"), Json(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(entry) }));
        File.WriteAllText(Path.Combine(_folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        return Digest(configuration)["sha256:".Length..];
    }

    /// <summary><c>sha256:</c> and the digest of some bytes.</summary>
    public static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static JsonObject Descriptor(string mediaType, byte[] content) =>
        new() { ["mediaType"] = mediaType, ["digest"] = Digest(content), ["size"] = content.Length };

    private static byte[] Json(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());

    private string BlobPath(string digest) => Path.Combine(_folder, "blobs", "sha256", digest["sha256:".Length..]);
}
