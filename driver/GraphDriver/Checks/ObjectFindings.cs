using System.Collections.Concurrent;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Collects what is wrong with objects, so that one that many layers share is one finding. Safe for several threads.</summary>
internal sealed class ObjectFindings
{
    private readonly ConcurrentDictionary<(FindingKind Kind, string Path), Places> _found = new();

    /// <summary>Notes an object of a layer.</summary>
    public void Add(ObjectState state, string path, long size, LayerId layer)
    {
        var places = Of(state, path);
        lock (places)
        {
            places.Size = size;
            places.Layers.Add(layer);
        }
    }

    /// <summary>Notes an object of the pool.</summary>
    public void AddPooled(ObjectState state, string path)
    {
        var places = Of(state, path);
        lock (places)
        {
            places.IsPooled = true;
        }
    }

    /// <summary>Whether a layer lacks a sound copy of an object.</summary>
    public bool IsWanted(string path) => _found.ContainsKey((FindingKind.MissingObject, path)) || _found.ContainsKey((FindingKind.DamagedObject, path));

    /// <summary>One finding an object, with all layers that it hurts.</summary>
    public IEnumerable<Finding> ToFindings() => _found.Select(item => ToFinding(item.Key.Kind, item.Key.Path, item.Value));

    private Places Of(ObjectState state, string path) => _found.GetOrAdd((state.Kind!.Value, path), _ => new Places(state.What));

    private static Finding ToFinding(FindingKind kind, string path, Places places)
    {
        var layers = places.Layers.OrderBy(layer => layer.Hex, StringComparer.Ordinal).ToList();
        var others = (layers.Count > 1 ? $"; in {layers.Count} layers" : "") + (places.IsPooled && layers.Count > 0 ? "; in the pool too" : "");
        return new Finding
        {
            Kind = kind,
            Where = layers is [var first, ..] ? $"{LayerDirectories.PathOf(first)}/diff/{path}" : $"{ObjectPool.Folder}/{path}",
            What = places.What + others,
            Layers = layers,
            ObjectPath = path,
            ObjectSize = places.Size,
        };
    }

    private sealed class Places(string what)
    {
        public string What { get; } = what;

        public HashSet<LayerId> Layers { get; } = [];

        public long Size { get; set; }

        public bool IsPooled { get; set; }
    }
}
