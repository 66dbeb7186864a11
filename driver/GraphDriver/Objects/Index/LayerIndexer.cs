using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// Reads each layer of another tool into the table <c>layers</c> once. An empty file <c>graphdriver/index/seen/NAME</c> remembers it: the layer's id where its
/// <c>chunked-manifest-cache</c> was read, with <c>.objects</c> where there was none yet and the names of its objects were.
/// </summary>
internal static class LayerIndexer
{
    private const string SeenFolder = $"{IndexTable.Folder}/seen";
    private const string ObjectsSuffix = ".objects";
    private const string FormatKey = "zstd-chunked-layer-data";
    private const uint FolderMode = 0x1C0; // 0700
    private const uint FileMode = 0x180; // 0600

    /// <summary>So many layers are read at a time, the newest first: a pull into a store with very many of them must not wait for all.</summary>
    private const int MaximumLayers = 64;

    /// <summary>Reads the layers that were not read before.</summary>
    /// <param name="stores">The own store first.</param>
    /// <param name="log">Hears of layers that cannot be read; may be null.</param>
    /// <returns>Whether there were any; there may be more.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static bool Run(IReadOnlyList<StorePlace> stores, Action<string>? log)
    {
        var candidates = Candidates(stores).ToList();
        var root = stores[0].Root;
        var seen = Seen(root);
        var fresh = candidates.Where(one => !seen.Contains(one.Name) && !seen.Contains(one.Layer.Id.Hex)).OrderByDescending(one => one.Layer.Created.Moment).Take(MaximumLayers).ToList();
        if (fresh.Count == 0)
        {
            return false;
        }

        var records = new RecordBuffer(IndexTable.Layers);
        foreach (var candidate in fresh)
        {
            Read(candidate, new LayerReader(records), log);
        }

        Add(stores, records);
        Remember(root, fresh.Select(one => one.Name));
        Forget(root, seen, candidates);
        return true;
    }

    private static IEnumerable<Candidate> Candidates(IReadOnlyList<StorePlace> stores) =>
        from store in stores
        where store.Layers is not null
        from layer in store.Layers!.Read().Records
        where !store.Holders.Contains(layer.Id.Hex)
        let hasCache = layer.BigDataNames.Contains(LayerReader.CacheKey)
        where hasCache || layer.BigDataNames.Contains(FormatKey)
        select new Candidate(store, layer, hasCache);

    private static void Read(Candidate candidate, LayerReader reader, Action<string>? log)
    {
        try
        {
            if (candidate.HasCache)
            {
                reader.ReadCache(candidate.Store, candidate.Layer.Id);
            }
            else
            {
                reader.ReadObjects(candidate.Store, candidate.Layer.Id);
            }
        }
        catch (Exception error) when (error is InvalidDataException or LinuxException)
        {
            log?.Invoke($"layer {candidate.Layer.Id.ShortHex}: its content cannot be indexed: {error.Message}");
        }
    }

    private static void Add(IReadOnlyList<StorePlace> stores, RecordBuffer records)
    {
        if (records.Count == 0)
        {
            return;
        }

        using var folder = IndexTable.Layers.OpenFolder(stores[0].Root);
        DigestTable.Add(folder, IndexTable.Layers.ValueLength, records.Records);
        new TableMerge(folder, IndexTable.Layers.ValueLength, new LiveLayers([.. stores.Select(store => store.Root)]).FilterFor).Run();
    }

    private static HashSet<string> Seen(SafeFileHandle root) => [.. FolderNames.Read(root, SeenFolder)];

    private static void Remember(SafeFileHandle root, IEnumerable<string> names)
    {
        foreach (var folder in (string[])["graphdriver", IndexTable.Folder, SeenFolder])
        {
            MkdirAt.MakeIfMissing(root, folder, FolderMode);
        }

        foreach (var name in names)
        {
            OpenAt.Open(root, $"{SeenFolder}/{name}", OpenFlags.Create | OpenFlags.WriteOnly, FileMode).Dispose();
        }
    }

    /// <summary>A layer that is gone may come again, with other files.</summary>
    private static void Forget(SafeFileHandle root, HashSet<string> seen, List<Candidate> candidates)
    {
        seen.ExceptWith(candidates.Select(one => one.Name));
        foreach (var name in seen)
        {
            UnlinkAt.TryUnlink(root, $"{SeenFolder}/{name}");
        }
    }

    private sealed record Candidate(StorePlace Store, LayerRecord Layer, bool HasCache)
    {
        public string Name => HasCache ? Layer.Id.Hex : Layer.Id.Hex + ObjectsSuffix;
    }
}
