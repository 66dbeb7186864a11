using GraphDriver.Linux.Locks;
using GraphDriver.Store.Files;
using GraphDriver.Store.Json;

namespace GraphDriver.Store;

/// <summary>
/// The records of layers (<c>overlay-layers/layers.json</c> and its volatile sibling), their big data and tar-split
/// files. Whoever opens it finds whole layers only: those that a crash left incomplete are removed first.
/// </summary>
public sealed class LayerStore : RecordStore<LayerRecord, LayerSnapshot>
{
    internal const string FileName = "layers.json";
    private const string VolatileFileName = "volatile-layers.json";
    private const string LockName = "layers.lock";
    internal const string TarSplitSuffix = ".tar-split.gz";
    private const int MaxCleanups = 3;

    private readonly BigDataFolder _bigData;
    private readonly ILayerDirectories? _directories;

    /// <summary>A store that is read and written; <paramref name="volatileFolder"/> is where its volatile file is.</summary>
    internal LayerStore(StoreFolder folder, StoreFolder volatileFolder, ILayerDirectories directories)
        : base(new(new LayerRecordFormat(), folder, LockName, new(folder, FileName), new(volatileFolder, VolatileFileName), isReadOnly: false))
    {
        (Folder, _bigData, _directories) = (folder, new BigDataFolder(folder), directories);
    }

    /// <summary>A store that is only read.</summary>
    internal LayerStore(StoreFolder folder)
        : base(new(new LayerRecordFormat(), folder, LockName, new(folder, FileName), new(folder, VolatileFileName), isReadOnly: true))
    {
        (Folder, _bigData) = (folder, new BigDataFolder(folder));
    }

    /// <summary>The folder <c>overlay-layers</c>.</summary>
    public StoreFolder Folder { get; }

    /// <summary>The file name, in <see cref="Folder"/>, of a layer's tar-split.</summary>
    public static string TarSplitName(LayerId layer) => layer.Hex + TarSplitSuffix;

    /// <summary>Takes the exclusive lock and removes incomplete layers.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    /// <exception cref="NotSupportedException">The store is read only.</exception>
    public LayerTransaction BeginWrite()
    {
        var held = Files.Lock(LockMode.Exclusive)!;
        try
        {
            var transaction = new LayerTransaction(this, held);
            transaction.RemoveIncomplete();
            return transaction;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override RecordReader<LayerSnapshot> BeginRead()
    {
        for (var cleanups = 0; ; cleanups++)
        {
            var reader = base.BeginRead();
            if (IsReadOnly || !reader.Records.Records.Any(layer => layer.IsIncomplete))
            {
                return reader;
            }

            reader.Dispose();
            if (cleanups == MaxCleanups)
            {
                throw new IOException($"{Files.Source} holds incomplete layers even after they were removed {MaxCleanups} times");
            }

            BeginWrite().Dispose();
        }
    }

    /// <summary>The records as they are on the disk, incomplete layers among them; nothing is removed.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    internal RecordReader<LayerSnapshot> BeginReadAsIs() => base.BeginRead();

    /// <summary>A layer's big data item, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is too large to be read at once.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public byte[]? ReadBigData(LayerId layer, string key) => _bigData.Read(layer.Hex, key);

    /// <summary>A layer's big data item of a bounded length, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">It has more bytes than that.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    internal byte[]? ReadBigData(LayerId layer, string key, int maximum) => _bigData.Read(layer.Hex, key, maximum);

    /// <summary>Opens a layer's big data item, or null where there is none.</summary>
    internal Microsoft.Win32.SafeHandles.SafeFileHandle? OpenBigData(LayerId layer, string key) => _bigData.TryOpen(layer.Hex, key);

    internal void WriteBigData(LayerId layer, string key, ReadOnlySpan<byte> content) => _bigData.Write(layer.Hex, key, content);

    internal string MakeBigDataPlace(LayerId layer, string key) => _bigData.MakePlace(layer.Hex, key);

    /// <summary>Removes all that a layer has on the disk.</summary>
    internal void RemoveFiles(LayerId layer)
    {
        _directories!.Remove(layer);
        Folder.RemoveFile(TarSplitName(layer));
        _bigData.RemoveAll(layer.Hex);
    }

    private protected override LayerSnapshot CreateSnapshot(IReadOnlyList<LayerRecord> records) => new(records, Files.Source);
}
