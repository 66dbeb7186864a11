using GraphDriver.Oci.Model;
using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>Changes to images under the exclusive lock.</summary>
public sealed class ImageTransaction : RecordTransaction<ImageRecord, ImageSnapshot>
{
    private readonly ImageStore _store;

    internal ImageTransaction(ImageStore store, StoreLock held)
        : base(store, held) => _store = store;

    /// <summary>Writes a big data item, flushed, and notes its size and SHA-256 in the record; the record still has to be saved.</summary>
    /// <exception cref="ArgumentException">There is no such image, or the key cannot be a name.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void WriteBigData(ImageId image, string key, ReadOnlySpan<byte> content)
    {
        Require(image);
        _store.WriteBigData(image, key, content);
        NoteBigData(image, key, content);
    }

    /// <summary>Does the same with several items side by side, since each waits for the disk.</summary>
    /// <inheritdoc cref="WriteBigData(ImageId, string, ReadOnlySpan{byte})" path="/exception"/>
    public void WriteBigData(ImageId image, IReadOnlyList<(string Key, byte[] Content)> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Require(image);
        Task.WhenAll(items.Select(item => Task.Run(() => _store.WriteBigData(image, item.Key, item.Content)))).GetAwaiter().GetResult();
        foreach (var (key, content) in items)
        {
            NoteBigData(image, key, content);
        }
    }

    private void NoteBigData(ImageId image, string key, ReadOnlySpan<byte> content)
    {
        var record = Require(image);
        var index = record.BigData.With(key, content.Length, Digest.Sha256Of(content).ToString());
        record = record with { BigData = index };
        if (record.Digest.IsEmpty && Digest.TryParse(record.Digests.FirstOrDefault(), out var digest))
        {
            record = record with { Digest = digest };
        }

        Update(record);
    }

    /// <summary>Gives an image more names, in front of those that it has; other images lose them. It still has to be saved.</summary>
    /// <exception cref="ArgumentException">There is no such image.</exception>
    public void AddNames(ImageId image, IEnumerable<string> names)
    {
        var record = Require(image);
        Update(record.WithNames(names.Concat(record.Names)));
    }

    /// <summary>Takes names from an image. It still has to be saved.</summary>
    /// <exception cref="ArgumentException">There is no such image.</exception>
    public void RemoveNames(ImageId image, IReadOnlyCollection<string> names)
    {
        var record = Require(image);
        Update(record.WithNames(record.Names.Except(names)));
    }

    /// <summary>Removes an image's record, saves, and removes its big data; its layers stay.</summary>
    /// <exception cref="ArgumentException">There is no such image.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Remove(ImageId image)
    {
        Drop(Require(image).Key);
        Save();
        _store.RemoveFiles(image);
    }

    private ImageRecord Require(ImageId image) =>
        Records.Find(image) ?? throw new ArgumentException($"there is no image {image}", nameof(image));
}
