using GraphDriver.Savings.Disk;
using GraphDriver.Savings.Memory;
using GraphDriver.Store;

namespace GraphDriver.Savings;

/// <summary>What a store saves by sharing: on the disk, and in the page cache for the containers that run.</summary>
public sealed record StoreSavings
{
    /// <summary>What is on the disk.</summary>
    public required StoreUsage Usage { get; init; }

    /// <summary>What is on the disk in additional stores, which is in no other figure.</summary>
    public required IReadOnlyList<StoreUsage> Additional { get; init; }

    /// <summary>The images on the disk with and without sharing.</summary>
    public required DiskSavings Disk { get; init; }

    /// <summary>The memory of the containers that run.</summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>What the page cache holds of their images, with and without sharing.</summary>
    public required PageCacheUsage PageCache { get; init; }

    /// <summary>Measures a store and its containers now, without a lock of the store and without writing to it.</summary>
    /// <exception cref="InvalidDataException">A file of the store is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static StoreSavings Read(ContainerStorage storage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storage);

        // The memory first: it changes faster.
        var memory = new StoreMemory(storage).Measure([], pageCache: true, cancellationToken);
        var usage = DiskAccounting.Read(storage, cancellationToken);
        return new StoreSavings
        {
            Usage = usage,
            Additional = [.. storage.AdditionalStores.Select(other => DiskAccounting.Read(other, cancellationToken))],
            Disk = DiskSavings.Of(usage),
            Memory = memory,
            PageCache = memory.PageCache!,
        };
    }
}
