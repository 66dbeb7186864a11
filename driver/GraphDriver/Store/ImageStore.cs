using GraphDriver.Linux.Locks;
using GraphDriver.Store.Files;
using GraphDriver.Store.Json;

namespace GraphDriver.Store;

/// <summary>The records of images (<c>overlay-images/images.json</c>) and their big data: manifests, configurations, signatures.</summary>
public sealed class ImageStore : RecordStore<ImageRecord, ImageSnapshot>
{
    internal const string FileName = "images.json";
    private const string LockName = "images.lock";

    private readonly BigDataFolder _bigData;

    internal ImageStore(StoreFolder folder, bool isReadOnly)
        : base(new(new ImageRecordFormat(), folder, LockName, new(folder, FileName), null, isReadOnly))
    {
        (Folder, _bigData) = (folder, new BigDataFolder(folder));
    }

    /// <summary>The folder <c>overlay-images</c>.</summary>
    public StoreFolder Folder { get; }

    /// <summary>Takes the exclusive lock.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    /// <exception cref="NotSupportedException">The store is read only.</exception>
    public ImageTransaction BeginWrite()
    {
        var held = Files.Lock(LockMode.Exclusive)!;
        try
        {
            return new ImageTransaction(this, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>An image's big data item, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is too large to be read at once.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public byte[]? ReadBigData(ImageId image, string key) => _bigData.Read(image.Hex, key);

    internal void WriteBigData(ImageId image, string key, ReadOnlySpan<byte> content) => _bigData.Write(image.Hex, key, content);

    internal void RemoveFiles(ImageId image) => _bigData.RemoveAll(image.Hex);

    private protected override ImageSnapshot CreateSnapshot(IReadOnlyList<ImageRecord> records) => new(records);
}
