using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Model.Json;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// An OCI image layout that is written (https://github.com/opencontainers/image-spec/blob/main/image-layout.md), a directory or a
/// tar archive of one. A directory keeps its other images; an image of the same name loses it.
/// </summary>
internal sealed class OciLayoutDestination : IImageDestination
{
    private const string RefNameAnnotation = "org.opencontainers.image.ref.name";
    private const string IndexName = "index.json";
    private const string VersionName = "oci-layout";

    private readonly IFileSink _sink;
    private readonly string? _image;

    /// <param name="reference">The layout; names the image in it, or leaves it without a name.</param>
    /// <param name="sink">Where its files go; owned.</param>
    public OciLayoutDestination(TransportReference reference, IFileSink sink) => (Name, _image, _sink) = (reference.Text, reference.Image, sink);

    public string Name { get; }

    public IReadOnlyList<string> ManifestTypes { get; } = [MediaType.OciManifest, MediaType.OciIndex];

    public bool TakesPlainLayersOnly => false;

    public Task<bool> TryReuseBlobAsync(Descriptor blob, IEnumerable<ImageReference> mountFrom, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_sink.Has(PathOf(blob.Digest), blob.Size));
    }

    public Task PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken) =>
        _sink.WriteAsync(PathOf(blob.Digest), blob, open, cancellationToken);

    public Task<Descriptor> PutBlobAsync(string what, Func<Stream, Descriptor> write, CancellationToken cancellationToken) =>
        _sink.WriteAsync(PathOf, write, cancellationToken);

    public Task PutManifestAsync(RawManifest instance, CancellationToken cancellationToken) =>
        _sink.WriteAsync(PathOf(instance.Digest), instance.Bytes, cancellationToken);

    public async Task CommitAsync(RawManifest topLevel, CancellationToken cancellationToken)
    {
        await PutManifestAsync(topLevel, cancellationToken).ConfigureAwait(false);
        await _sink.WriteAsync(VersionName, """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray(), cancellationToken).ConfigureAwait(false);
        _sink.Publish(IndexName, present => Encoding.UTF8.GetBytes(Add(topLevel, present).ToString(Formatting.None)));
    }

    public ValueTask DisposeAsync()
    {
        _sink.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    /// <summary>The index with one more image; fields that we do not know stay.</summary>
    private JObject Add(RawManifest manifest, byte[]? present)
    {
        var index = present is null ? new JObject { ["schemaVersion"] = 2 } : Parse(present);
        if (index["manifests"] is not JArray entries)
        {
            index["manifests"] = entries = [];
        }

        foreach (var entry in entries.Where(entry => IsReplacedBy(entry, manifest)).ToList())
        {
            entry.Remove();
        }

        var added = new JObject
        {
            ["mediaType"] = manifest.MediaType,
            ["digest"] = manifest.Digest.ToString(),
            ["size"] = manifest.Bytes.Length,
        };
        if (_image is not null)
        {
            added["annotations"] = new JObject { [RefNameAnnotation] = _image };
        }

        entries.Add(added);
        return index;
    }

    private JObject Parse(byte[] present)
    {
        var source = $"{Name}: {IndexName}";
        ManifestParser.Parse(present, MediaType.OciIndex, source);
        return JsonFields.Parse(present, source).Copy();
    }

    /// <summary>Whether the entry has the new image's name or, of an image without one, is the same.</summary>
    private bool IsReplacedBy(JToken entry, RawManifest manifest)
    {
        var name = entry["annotations"]?[RefNameAnnotation]?.Value<string>();
        return _image is not null ? name == _image : name is null && entry["digest"]?.Value<string>() == manifest.Digest.ToString();
    }
}
