using System.Runtime.ExceptionServices;
using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>
/// Changes to layers under the exclusive lock. A new layer is added with <see cref="LayerRecord.AsIncomplete"/> and
/// saved, then gets its folder, big data and tar-split, then is updated with <see cref="LayerRecord.AsComplete"/> and
/// saved again: whoever finds it in between removes it.
/// </summary>
public sealed class LayerTransaction : RecordTransaction<LayerRecord, LayerSnapshot>
{
    private readonly LayerStore _store;

    internal LayerTransaction(LayerStore store, StoreLock held)
        : base(store, held) => _store = store;

    /// <summary>Writes a big data item, flushed, and names it in the record; the record still has to be saved.</summary>
    /// <exception cref="ArgumentException">There is no such layer, or the key cannot be a name.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void WriteBigData(LayerId layer, string key, ReadOnlySpan<byte> content)
    {
        _store.WriteBigData(layer, key, content);
        NameBigData(layer, key);
    }

    /// <summary>
    /// Names a big data item in the record, which still has to be saved, and returns the path below
    /// <see cref="LayerStore.Folder"/> to which the caller moves the item's file, flushed, of mode 0600.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such layer, or the key cannot be a name.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public string PlaceBigData(LayerId layer, string key)
    {
        NameBigData(layer, key);
        return _store.MakeBigDataPlace(layer, key);
    }

    /// <summary>Marks a layer as incomplete, removes all that it has on the disk, and then its record; each step is saved.</summary>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    /// <exception cref="Linux.LinuxException">A call failed; the layer stays marked and is removed by the next one who writes.</exception>
    public void Remove(LayerId layer)
    {
        var record = Require(layer);
        if (!record.IsIncomplete)
        {
            Update(record.AsIncomplete());
        }

        Save();
        _store.RemoveFiles(layer);
        Drop(layer.Hex);
        Save();
    }

    /// <summary>Removes what a crash left; all that can be removed is, even where one cannot.</summary>
    internal void RemoveIncomplete()
    {
        ExceptionDispatchInfo? failure = null;
        foreach (var layer in Records.Records.Where(layer => layer.IsIncomplete).Select(layer => layer.Id).ToList())
        {
            try
            {
                _store.RemoveFiles(layer);
                Drop(layer.Hex);
            }
            catch (IOException error)
            {
                failure ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        Save();
        failure?.Throw();
    }

    private void NameBigData(LayerId layer, string key)
    {
        var record = Require(layer);
        if (!record.BigDataNames.Contains(key))
        {
            Update(record with { BigDataNames = [.. record.BigDataNames, key] });
        }
    }

    private LayerRecord Require(LayerId layer) =>
        Records.Find(layer) ?? throw new ArgumentException($"there is no layer {layer}", nameof(layer));
}
