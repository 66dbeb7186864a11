using GraphDriver.Oci.Model;
using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>Changes to containers under the exclusive lock.</summary>
public sealed class ContainerTransaction : RecordTransaction<ContainerRecord, ContainerSnapshot>
{
    private readonly ContainerStore _store;

    internal ContainerTransaction(ContainerStore store, StoreLock held)
        : base(store, held) => _store = store;

    /// <summary>Writes a big data item, flushed, and notes its size and SHA-256 in the record; the record still has to be saved.</summary>
    /// <exception cref="ArgumentException">There is no such container, or the key cannot be a name.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void WriteBigData(ContainerId container, string key, ReadOnlySpan<byte> content)
    {
        var record = Require(container);
        _store.WriteBigData(container, key, content);
        Update(record with { BigData = record.BigData.With(key, content.Length, Digest.Sha256Of(content).ToString()) });
    }

    /// <summary>Removes a container's folders, then its record, and saves; its layer goes before, see <see cref="StorageTransaction.DeleteContainer"/>.</summary>
    /// <exception cref="ArgumentException">There is no such container.</exception>
    /// <exception cref="Linux.LinuxException">A call failed; the record stays.</exception>
    public void Remove(ContainerId container)
    {
        _ = Require(container);
        _store.RemoveFiles(container);
        Drop(container.Hex);
        Save();
    }

    private ContainerRecord Require(ContainerId container) =>
        Records.Find(container) ?? throw new ArgumentException($"there is no container {container}", nameof(container));
}
