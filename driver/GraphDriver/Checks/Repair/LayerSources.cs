using GraphDriver.Drivers;
using GraphDriver.Export;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Model;
using GraphDriver.Pull;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>Stages a layer of the store once more: from its own tar-split and objects, from another layer with the same tar, or from a registry.</summary>
internal sealed class LayerSources(ContainerStorage store, ImageOrigins origins, Action<string>? log)
{
    /// <summary>Stages the layer from the first source that gives the tar of its DiffID.</summary>
    /// <returns>The staged layer, which the caller disposes, and where it came from; null where nothing gives it.</returns>
    public async Task<(StagedLayer Layer, string Place)?> StageAsync(LayerId layer, DiffId? diffId, CancellationToken cancellationToken)
    {
        if (diffId is { } known)
        {
            if (TryStage(known, () => OpenOwn(layer, known, cancellationToken), cancellationToken) is { } own)
            {
                return (own, "its tar-split and objects");
            }

            foreach (var other in store.Layers.Read().WithUncompressedDigest(known.Digest).Where(other => other.Id != layer))
            {
                if (TryStage(known, () => new LayerExporter(store).Open(other.Id), cancellationToken) is { } copy)
                {
                    return (copy, $"the layer {other.Id.ShortHex}");
                }
            }
        }

        return await FetchAsync(layer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(StagedLayer Layer, string Place)?> FetchAsync(LayerId layer, CancellationToken cancellationToken)
    {
        foreach (var origin in origins.Of(layer))
        {
            if (await origins.OpenAsync(origin.Image, cancellationToken).ConfigureAwait(false) is not { } source)
            {
                continue;
            }

            try
            {
                var blob = await source.OpenBlobAsync(origin.Blob, cancellationToken).ConfigureAwait(false);
                var known = new LayerSource { Blob = origin.Blob, DiffId = origin.DiffId };
                return (await Task.Run(() => Stage(known, blob, cancellationToken), cancellationToken).ConfigureAwait(false), source.Name);
            }
            catch (Exception error) when (IsExpected(error))
            {
                log?.Invoke($"layer {layer.ShortHex} from {source.Name}: {error.Message}");
            }
        }

        return null;
    }

    private StagedLayer? TryStage(DiffId diffId, Func<Stream> open, CancellationToken cancellationToken)
    {
        try
        {
            return Stage(new LayerSource { DiffId = diffId }, open(), cancellationToken);
        }
        catch (Exception error) when (IsExpected(error))
        {
            log?.Invoke($"the layer with the DiffID {diffId}: {error.Message}");
            return null;
        }
    }

    private StagedLayer Stage(LayerSource source, Stream tar, CancellationToken cancellationToken)
    {
        using var pool = ObjectPool.Open(store.Root.Root);
        return new LayerStream(store.Root, pool, store.Configuration.PullOptions.MaximumExpansion).Stage(source, tar, cancellationToken);
    }

    private LayerTarStream OpenOwn(LayerId layer, DiffId diffId, CancellationToken cancellationToken)
    {
        var diff = OpenAt.Open(store.Root.Root, $"{LayerDirectories.PathOf(layer)}/diff", OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
        var files = new ObjectsByChecksum(diff, LayerExporter.OpenTarSplit(store.Layers, layer), cancellationToken);
        return new LayerTarStream(layer, diffId, LayerExporter.OpenTarSplit(store.Layers, layer), files);
    }

    private static bool IsExpected(Exception error) => error is InvalidDataException or IOException or NotSupportedException or HttpRequestException;
}
