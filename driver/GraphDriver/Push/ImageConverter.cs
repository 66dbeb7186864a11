using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Pull;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Push;

/// <summary>
/// Writes images from any source to any destination, in another form, without a store between: a layer that has the form already is
/// copied, any other one is compressed anew while it comes. Configurations stay what they are, and so the images' ids.
/// </summary>
public sealed class ImageConverter
{
    // By it a client that knows zstd tells such an image of an index from the same one in gzip.
    private const string ZstdAnnotation = "io.github.containers.compression.zstd";
    private const int MaxDepth = 4;

    private readonly IImageSource _source;
    private readonly IImageDestination _destination;
    private readonly PushSettings _settings;
    private readonly IPushProgress _progress;
    private readonly Dictionary<DiffId, Descriptor> _sent = [];

    public ImageConverter(IImageSource source, IImageDestination destination, PushSettings settings, IPushProgress progress) =>
        (_source, _destination, _settings, _progress) = (source, destination, settings, progress);

    /// <summary>Converts the one image that the source stands for on a platform; returns its manifest at the destination.</summary>
    /// <exception cref="InvalidDataException">Something that came is not what it should be.</exception>
    /// <exception cref="NotSupportedException">It is no image, none for the platform, or cannot have the form that is asked for.</exception>
    /// <exception cref="IOException">Source or destination failed; nobody finds a part of the image.</exception>
    public async Task<RawManifest> ConvertAsync(Platform platform, CancellationToken cancellationToken)
    {
        var image = await ImageResolver.ResolveAsync(_source, platform, cancellationToken);
        var manifest = await SendAsync(image, cancellationToken);
        await _destination.CommitAsync(manifest, cancellationToken);
        return manifest;
    }

    /// <summary>Converts all that the source stands for: of an index every image, and the index; returns that.</summary>
    /// <inheritdoc cref="ConvertAsync(Platform, CancellationToken)"/>
    public async Task<RawManifest> ConvertAllAsync(CancellationToken cancellationToken)
    {
        var top = await _source.ReadManifestAsync(null, cancellationToken);
        var converted = await ConvertAsync(top, 0, cancellationToken)
            ?? throw new NotSupportedException($"{_source.Name}: there is no image in it");
        await _destination.CommitAsync(converted, cancellationToken);
        return converted;
    }

    /// <summary>Converts an image or an index; null where it is neither, such as an attestation, which speaks of an image that is no more.</summary>
    private async Task<RawManifest?> ConvertAsync(RawManifest raw, int depth, CancellationToken cancellationToken)
    {
        if (MediaType.IsIndex(raw.MediaType))
        {
            return depth < MaxDepth
                ? await ConvertIndexAsync(raw, depth, cancellationToken)
                : throw new InvalidDataException($"{_source.Name}: indexes are nested more than {MaxDepth} deep");
        }

        try
        {
            var manifest = (Manifest)ManifestParser.Parse(raw.Bytes, raw.MediaType, _source.Name);
            return await SendAsync(await ImageResolver.ReadAsync(_source, raw, raw, manifest, cancellationToken), cancellationToken);
        }
        catch (NotSupportedException error) when (depth > 0)
        {
            _settings.Warn?.Invoke($"{error.Message}; it is left out");
            return null;
        }
    }

    private async Task<RawManifest> ConvertIndexAsync(RawManifest raw, int depth, CancellationToken cancellationToken)
    {
        ManifestParser.Parse(raw.Bytes, raw.MediaType, _source.Name);
        await WarnOfSignaturesAsync(raw, cancellationToken);
        var index = JObject.Parse(Encoding.UTF8.GetString(raw.Bytes));
        string? type = null;
        foreach (var entry in index["manifests"]!.Cast<JObject>().ToList())
        {
            var instance = await _source.ReadManifestAsync(Digest.Parse((string)entry["digest"]!), cancellationToken);
            if (await ConvertAsync(instance, depth + 1, cancellationToken) is not { } converted)
            {
                entry.Remove();
                continue;
            }

            await _destination.PutManifestAsync(converted, cancellationToken);
            Describe(entry, converted);
            type ??= converted.MediaType is MediaType.DockerManifest or MediaType.DockerManifestList ? MediaType.DockerManifestList : MediaType.OciIndex;
        }

        index["mediaType"] = type ?? throw new NotSupportedException($"{_source.Name}: there is no image in the index");
        return new RawManifest(Encoding.UTF8.GetBytes(index.ToString(Formatting.None)), type);
    }

    private static void Describe(JObject entry, RawManifest manifest)
    {
        entry["mediaType"] = manifest.MediaType;
        entry["digest"] = manifest.Digest.ToString();
        entry["size"] = manifest.Bytes.Length;
        var isZstd = ManifestParser.Parse(manifest.Bytes, manifest.MediaType, "") is Manifest image && image.Layers.Any(layer => layer.MediaType == MediaType.OciLayerZstd);
        var annotations = entry["annotations"] as JObject;
        if (isZstd && annotations is null)
        {
            entry["annotations"] = annotations = [];
        }

        annotations?.Remove(ZstdAnnotation);
        if (isZstd)
        {
            annotations![ZstdAnnotation] = "true";
        }
    }

    private async Task<RawManifest> SendAsync(ResolvedImage image, CancellationToken cancellationToken)
    {
        await WarnOfSignaturesAsync(image.RawManifest, cancellationToken);
        var form = PushForm.Choose(_settings, image.Manifest.MediaType, _destination);
        var layers = new LayerSender(_destination, form, null, (_, _) => [], _progress, _settings.Log);
        var outgoing = new OutgoingImage
        {
            Name = _source.Name,
            RawManifest = image.RawManifest,
            Manifest = image.Manifest,
            RawConfig = image.RawConfig,
            Layers = [.. image.Manifest.Layers.Select((layer, i) => Outgoing(layer, image.Config.RootFs.DiffIds[i]))],
        };
        var converted = await new ImageSender(_destination, _settings, _progress).SendAsync(outgoing, form, layers, cancellationToken);
        NoteSent((Manifest)ManifestParser.Parse(converted.Bytes, converted.MediaType, _destination.Name), image.Config.RootFs.DiffIds);
        return converted;
    }

    /// <summary>Images of an index may share layers, which are there then.</summary>
    private void NoteSent(Manifest manifest, IReadOnlyList<DiffId> diffIds)
    {
        for (var i = 0; i < diffIds.Count; i++)
        {
            _sent[diffIds[i]] = manifest.Layers[i];
        }
    }

    private OutgoingLayer Outgoing(Descriptor blob, DiffId diffId)
    {
        // Docker's archives call plain layers gzip'ed.
        var atHand = blob.Digest == diffId.Digest ? new Descriptor { MediaType = MediaType.OciLayer, Digest = blob.Digest, Size = blob.Size } : blob;
        return new OutgoingLayer
        {
            DiffId = diffId,
            Label = new Descriptor { MediaType = blob.MediaType, Digest = diffId.Digest, Size = blob.Size },
            Known = _sent.TryGetValue(diffId, out var sent) ? [sent, atHand] : [atHand],
            OpenTar = (read, cancellationToken) => new BlobTar(_source.OpenBlobAsync(blob, cancellationToken).GetAwaiter().GetResult(), read),
            IsCompressed = true,
            Blob = atHand,
            OpenBlob = _source.OpenBlobAsync,
        };
    }

    private async Task WarnOfSignaturesAsync(RawManifest manifest, CancellationToken cancellationToken)
    {
        if (_settings.Warn is { } warn && await _source.HasSignaturesAsync(manifest.Digest, cancellationToken))
        {
            warn($"{_source.Name}: its signatures are of the manifest as it is there, and are not copied");
        }
    }
}
