using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Store;

namespace GraphDriver.Objects.Index;

/// <summary>
/// Where content is in the layers that other tools made, in the own store and in the additional ones: the table <c>layers</c>, into which every
/// layer is read once (<see cref="LayerIndexer"/>). Safe for several threads.
/// </summary>
internal sealed class LayerIndex : IDisposable
{
    private readonly IReadOnlyList<StorePlace> _stores;
    private readonly DigestTable? _table;

    private LayerIndex(IReadOnlyList<StorePlace> stores, DigestTable? table) => (_stores, _table) = (stores, table);

    /// <summary>Opens the index, after adding the layers that are not in it.</summary>
    /// <param name="stores">The stores; stay the caller's.</param>
    /// <param name="log">Hears of layers that cannot be read; may be null.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static LayerIndex Open(IReadOnlyList<StorePlace> stores, Action<string>? log)
    {
        LayerIndexer.Run(stores, log);
        return new LayerIndex(stores, IndexTable.Layers.Open(stores[0].Root));
    }

    /// <summary>Opens the file that has, or had, a content.</summary>
    /// <param name="sha256">The SHA-256 of a file or a chunk.</param>
    /// <param name="content">Gets it; to be disposed.</param>
    public bool TryOpen(ReadOnlySpan<byte> sha256, [NotNullWhen(true)] out LayerFile? content)
    {
        content = null;
        Span<byte> value = stackalloc byte[LayerLocation.Size];
        return _table is not null && _table.TryFind(sha256, value) && TryOpen(sha256, LayerLocation.Parse(value), out content);
    }

    public void Dispose() => _table?.Dispose();

    private bool TryOpen(ReadOnlySpan<byte> sha256, LayerLocation location, [NotNullWhen(true)] out LayerFile? content)
    {
        Span<byte> id = stackalloc byte[RunFormat.DigestLength];
        location.Layer.CopyTo(id);
        var layer = Convert.ToHexStringLower(id);
        Span<byte> name = stackalloc byte[ObjectPath.Length];
        foreach (var store in _stores)
        {
            var path = location.NamePosition == LayerLocation.NamedByDigest ? ObjectPath.Write(sha256, name) : ReadName(store, layer, location.NamePosition);
            if (!path.IsEmpty && store.TryOpenFile(layer, path) is { } file)
            {
                content = new LayerFile(file, location.Offset, store.IsOwn, IsObject: location.NamePosition == LayerLocation.NamedByDigest);
                return true;
            }
        }

        content = null;
        return false;
    }

    /// <summary>A file's name, as the layer's cache has it; empty where it cannot be read.</summary>
    private static ReadOnlySpan<byte> ReadName(StorePlace store, string layer, long position)
    {
        using var cache = store.Layers?.OpenBigData(LayerId.Parse(layer), LayerReader.CacheKey);
        Span<byte> header = stackalloc byte[TocCacheReader.NameHeaderLength];
        if (cache is null || ReadFile.ReadAt(cache, header, position) != header.Length)
        {
            return [];
        }

        try
        {
            var name = new byte[TocCacheReader.NameLength(header)];
            return ReadFile.ReadAt(cache, name, position + header.Length) == name.Length && !name.Contains((byte)0) ? name : [];
        }
        catch (InvalidDataException)
        {
            // Another cache than the one that was indexed.
            return [];
        }
    }
}
