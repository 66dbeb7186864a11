using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Pull;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>The registries that images of the store came from, each opened once.</summary>
internal sealed class ImageOrigins(ContainerStorage store, RepairSettings settings) : IAsyncDisposable
{
    private readonly Dictionary<string, IImageSource?> _open = [];

    /// <summary>The images and blobs that a layer can be fetched as, by the images' documents.</summary>
    public IEnumerable<LayerOrigin> Of(LayerId layer)
    {
        var layers = store.Layers.Read();
        foreach (var image in store.Images.Read().Records)
        {
            if (StoredDocuments.ReadManifest(store, image) is not { } manifest || StoredDocuments.ReadConfig(store, image) is not { } config
                || manifest.Layers.Count != config.RootFs.DiffIds.Count)
            {
                continue;
            }

            var diffIds = config.RootFs.DiffIds;
            var ids = LayerChain.Of([.. diffIds.Select(diffId => new LayerIdentity(diffId, default))]);
            var recorded = Recorded(layers, image, ids.Count);
            for (var i = 0; i < ids.Count; i++)
            {
                if (ids[i] == layer || recorded?[i] == layer)
                {
                    yield return new LayerOrigin(image, manifest.Layers[i], diffIds[i], i == 0 ? default : recorded?[i - 1] ?? ids[i - 1]);
                }
            }
        }
    }

    /// <summary>Opens where an image came from; null where it has no name in a registry that can be reached.</summary>
    public async Task<IImageSource?> OpenAsync(ImageRecord image, CancellationToken cancellationToken)
    {
        foreach (var reference in References(image))
        {
            if (!_open.TryGetValue(reference, out var source))
            {
                source = await TryOpenAsync(reference, cancellationToken).ConfigureAwait(false);
                _open.Add(reference, source);
            }

            if (source is not null)
            {
                return source;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _open.Values.OfType<IImageSource>())
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>By digest first: the tag may stand for another image by now.</summary>
    private static IEnumerable<string> References(ImageRecord image)
    {
        foreach (var name in image.Names.Concat(image.NamesHistory).Distinct())
        {
            if (ImageReference.TryParse(name, out var reference) && reference.Domain.Length > 0)
            {
                if (!image.Digest.IsEmpty)
                {
                    yield return $"docker://{reference.Name}@{image.Digest}";
                }

                yield return $"docker://{reference}";
            }
        }
    }

    private static IReadOnlyList<LayerId>? Recorded(LayerSnapshot layers, ImageRecord image, int count)
    {
        try
        {
            var chain = image.TopLayer.IsEmpty ? [] : layers.ChainOf(image.TopLayer);
            return chain.Count == count ? [.. chain.Reverse().Select(layer => layer.Id)] : null;
        }
        catch (InvalidDataException)
        {
            // A layer of it is missing: the ids follow from the configuration.
            return null;
        }
    }

    private async Task<IImageSource?> TryOpenAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.OpenSource(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or NotSupportedException or FormatException or HttpRequestException)
        {
            settings.Log?.Invoke($"{reference} cannot be opened: {error.Message}");
            return null;
        }
    }
}
