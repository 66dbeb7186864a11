using System.Runtime.Intrinsics;
using GraphDriver.Configuration;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// The big data by which podman finds content in a layer: <c>zstd-chunked-manifest</c>, the layer's table of contents, and
/// <c>chunked-manifest-cache</c>, which podman would else make of it the next time that it pulls anything. Kept where
/// <see cref="PullOptions.ChunkedManifest"/> asks for it; a layer is whole without.
/// </summary>
/// <remarks>
/// The record gets no <c>toc-digest</c>: it stands for a table of contents that came with the blob and is proven, by which
/// layers are found again. podman gives none either to a layer whose table it made itself (<c>convert_images</c>).
/// </remarks>
internal static class ChunkedManifest
{
    private const string ManifestKey = "zstd-chunked-manifest";
    private const string CacheKey = "chunked-manifest-cache";
    private const uint FileMode = 0x180; // 0600

    /// <summary>Writes both beside the staged layer, flushed.</summary>
    /// <param name="configuration">What asks for them.</param>
    /// <param name="layer">The layer, its objects in place.</param>
    /// <param name="log">Hears why a layer gets none; may be null.</param>
    /// <returns>Whether the layer has them: not where they are not asked for, where it holds no content, or what JSON cannot carry.</returns>
    public static bool Stage(StorageConfiguration configuration, StagedLayer layer, Action<string>? log)
    {
        if (!configuration.PullOptions.KeepsChunkedManifest(configuration.Overlay))
        {
            return false;
        }

        using var cache = new TocCacheWriter(configuration.PullOptions.UseHardLinks);
        if (WriteManifest(layer, cache) is { } obstacle)
        {
            log?.Invoke($"layer {layer.DiffId}: no {ManifestKey} for it: {obstacle}");
            return false;
        }

        using var file = layer.Staging.CreateSideFile(CacheKey, FileMode);
        cache.WriteTo(file);
        file.Flush(flushToDisk: true);
        return true;
    }

    /// <summary>Moves both to their places and names them in the record, which the caller saves.</summary>
    public static void Publish(ContainerStorage store, LayerTransaction transaction, StagedLayer layer, LayerId id)
    {
        foreach (var key in (string[])[ManifestKey, CacheKey])
        {
            layer.Staging.MoveFile(key, store.Layers.Folder.Handle, transaction.PlaceBigData(id, key));
        }
    }

    /// <summary>Writes the table of contents and fills the cache; returns why there can be none, or null.</summary>
    private static string? WriteManifest(StagedLayer layer, TocCacheWriter cache)
    {
        using var file = layer.Staging.CreateSideFile(ManifestKey, FileMode);
        using var manifest = new TocWriter(file);
        var contents = new HashSet<Vector256<byte>>();
        string? obstacle = null;
        new LayerToc(layer.Tree, layer.HasRootEntry).Visit((in TocEntry entry) =>
        {
            obstacle = entry.Obstacle is { } words ? $"'{EntryPath.Display(entry.Name)}' {words}" : null;
            if (obstacle is not null)
            {
                return false;
            }

            manifest.Write(entry);
            AddContent(entry, cache, contents);
            return true;
        });
        if (obstacle is not null || cache.IsEmpty || cache.IsTooLarge)
        {
            return obstacle ?? (cache.IsEmpty ? "it holds no content" : "it holds more files than podman's cache can");
        }

        manifest.Finish();
        file.Flush(flushToDisk: true);
        return null;
    }

    /// <summary>A flat layer holds each content once, and the first file of it stands for all; empty files are no objects.</summary>
    private static void AddContent(in TocEntry entry, TocCacheWriter cache, HashSet<Vector256<byte>> contents)
    {
        if (!entry.Digest.IsEmpty && entry.Digest.ToHash() is var hash && contents.Add(Vector256.Create(hash)))
        {
            Span<byte> path = stackalloc byte[ObjectPath.Length];
            cache.Add(entry, ObjectPath.Write(hash, path));
        }
    }
}
