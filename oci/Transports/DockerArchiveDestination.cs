using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Model.Json;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Oci.Transports;

/// <summary>One image of a <see cref="DockerArchiveFile"/>.</summary>
internal sealed class DockerArchiveDestination : IImageDestination
{
    // What Docker before 1.10 takes from an image's configuration.
    private static readonly string[] OldFields = ["architecture", "config", "created", "os"];

    private readonly DockerArchiveFile _archive;
    private readonly IReadOnlyList<string> _names;
    private readonly bool _isOnlyImage;
    private byte[]? _config;

    /// <param name="archive">The archive.</param>
    /// <param name="names">The image's names.</param>
    /// <param name="isOnlyImage">Whether the archive is whole with it, and owned.</param>
    public DockerArchiveDestination(DockerArchiveFile archive, IReadOnlyList<string> names, bool isOnlyImage) =>
        (_archive, _names, _isOnlyImage) = (archive, names, isOnlyImage);

    public string Name => _archive.Name;

    public IReadOnlyList<string> ManifestTypes { get; } = [MediaType.DockerManifest];

    public bool TakesPlainLayersOnly => true;

    public Task<bool> TryReuseBlobAsync(Descriptor blob, IEnumerable<ImageReference> mountFrom, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(!MediaType.IsImageConfig(blob.MediaType) && _archive.Sink.Has(PathOf(blob), blob.Size));
    }

    public async Task PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        if (!MediaType.IsImageConfig(blob.MediaType))
        {
            await _archive.Sink.WriteAsync(PathOf(blob), blob, open, cancellationToken).ConfigureAwait(false);
            return;
        }

        var config = new byte[blob.Size];
        await using var source = await open(cancellationToken).ConfigureAwait(false);
        await source.ReadExactlyAsync(config, cancellationToken).ConfigureAwait(false);
        _config = config;
    }

    public Task<Descriptor> PutBlobAsync(string what, Func<Stream, Descriptor> write, CancellationToken cancellationToken) =>
        _archive.Sink.WriteAsync(LayerPath, write, cancellationToken);

    public Task PutManifestAsync(RawManifest instance, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Name}: a Docker archive takes images for one platform, not an index: choose one, by --platform");

    public async Task CommitAsync(RawManifest topLevel, CancellationToken cancellationToken)
    {
        var manifest = (Manifest)ManifestParser.Parse(topLevel.Bytes, topLevel.MediaType, Name);
        var config = _config ?? throw new InvalidOperationException("the image's configuration was not written");
        await _archive.Sink.WriteAsync(ConfigPath(manifest.Config.Digest), config, cancellationToken).ConfigureAwait(false);
        var topLayer = await WriteFoldersAsync(manifest, config, cancellationToken).ConfigureAwait(false);
        var image = new DockerArchiveImage(
            ConfigPath(manifest.Config.Digest),
            _names,
            [.. manifest.Layers.Select(layer => LayerPath(layer.Digest))]);
        _archive.Add(image, topLayer);
        if (_isOnlyImage)
        {
            await _archive.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_isOnlyImage)
        {
            _archive.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static string PathOf(Descriptor blob) => MediaType.IsImageConfig(blob.MediaType) ? ConfigPath(blob.Digest) : LayerPath(blob.Digest);

    private static string ConfigPath(Digest digest) => $"{digest.Hex}.json";

    private static string LayerPath(Digest digest) => $"{digest.Hex}.tar";

    /// <summary>Writes the folders that Docker before 1.10 reads, one for each layer, and returns the topmost one's name.</summary>
    private async Task<string?> WriteFoldersAsync(Manifest manifest, byte[] config, CancellationToken cancellationToken)
    {
        string? parent = null;
        for (var i = 0; i < manifest.Layers.Count; i++)
        {
            var isTop = i == manifest.Layers.Count - 1;
            var layer = manifest.Layers[i].Digest;
            var document = isTop ? OldConfig(config) : new JObject();
            if (parent is not null)
            {
                document["parent"] = parent;
            }

            // Any name will do that is its own: what it stands on, what it holds and, at the top, how it runs.
            var id = Digest.Sha256Of(Encoding.UTF8.GetBytes($"{document.ToString(Formatting.None)} {layer}")).Hex;
            document["id"] = id;
            parent = id;
            if (_archive.Sink.Has($"{id}/VERSION", 3))
            {
                continue; // another image of the archive begins with the same layers
            }

            await _archive.Sink.LinkAsync($"{id}/layer.tar", $"../{LayerPath(layer)}", cancellationToken).ConfigureAwait(false);
            await _archive.Sink.WriteAsync($"{id}/VERSION", "1.0"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            await _archive.Sink.WriteAsync($"{id}/json", Encoding.UTF8.GetBytes(document.ToString(Formatting.None)), cancellationToken).ConfigureAwait(false);
        }

        return parent;
    }

    private JObject OldConfig(byte[] config)
    {
        var all = JsonFields.Parse(config, $"{Name}: configuration").Copy();
        return new JObject(OldFields.Select(all.Property).OfType<JProperty>());
    }
}
