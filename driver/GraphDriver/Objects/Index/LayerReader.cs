using System.Runtime.Intrinsics;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Store;

namespace GraphDriver.Objects.Index;

/// <summary>
/// Finds out what content a layer of another tool holds: by its <c>chunked-manifest-cache</c> where it has one, and by the names in its
/// <c>diff/</c> where these are objects (the composefs form).
/// </summary>
/// <param name="records">Gets what is found.</param>
internal sealed class LayerReader(RecordBuffer records)
{
    /// <summary>The big data of podman that tells where content is in a layer.</summary>
    public const string CacheKey = "chunked-manifest-cache";

    /// <summary>Larger caches, of layers with more than half a million files, are not read.</summary>
    private const int MaximumCacheLength = 64 * 1024 * 1024;

    /// <summary>Adds what a cache tells.</summary>
    /// <exception cref="InvalidDataException">The cache is damaged; what was added before it was found out is no harm.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void ReadCache(StorePlace store, LayerId layer)
    {
        if (store.Layers!.ReadBigData(layer, CacheKey, MaximumCacheLength) is not { } bytes || TocCacheReader.Open(bytes) is not { } cache)
        {
            return;
        }

        var id = IdOf(layer);
        var objects = ObjectsOf(cache);
        cache.Visit((ReadOnlySpan<byte> sha256, in TocCacheLocation location) =>
        {
            var isObject = IsNameOf(sha256, cache.Name(location.NamePosition));
            if (location.Length > 0 && (isObject || !objects.Contains(location.Id)))
            {
                Add(sha256, id, isObject && location.Offset == 0 ? LayerLocation.NamedByDigest : location.NamePosition, location.Offset, location.Length);
            }
        });
    }

    /// <summary>Adds the objects of a layer in the composefs form.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void ReadObjects(StorePlace store, LayerId layer)
    {
        var id = IdOf(layer);
        Span<byte> digest = stackalloc byte[RunFormat.DigestLength];
        foreach (var (shard, name, _) in LayerObjectNames.Of(store.Root, $"{LayerDirectories.PathOf(layer)}/diff"))
        {
            ObjectPath.ReadDigest(shard, name, digest);
            Add(digest, id, LayerLocation.NamedByDigest, 0, 0);
        }
    }

    /// <summary>
    /// The locations of files that are objects: the tag with the object's own digest stands for them, the other one, of content and metadata
    /// together, tells nothing more.
    /// </summary>
    private static HashSet<int> ObjectsOf(TocCacheReader cache)
    {
        var objects = new HashSet<int>();
        cache.Visit((ReadOnlySpan<byte> sha256, in TocCacheLocation location) =>
        {
            if (IsNameOf(sha256, cache.Name(location.NamePosition)))
            {
                objects.Add(location.Id);
            }
        });
        return objects;
    }

    private static bool IsNameOf(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> name)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        return name.Length == ObjectPath.Length && name.SequenceEqual(ObjectPath.Write(sha256, path));
    }

    private void Add(ReadOnlySpan<byte> digest, Vector256<byte> layer, long name, long offset, long length) =>
        new LayerLocation(layer, name, offset, length).WriteTo(records.Add(digest));

    private static Vector256<byte> IdOf(LayerId layer) => Vector256.Create((ReadOnlySpan<byte>)Convert.FromHexString(layer.Hex));
}
