using GraphDriver.Containers;
using GraphDriver.Store;

namespace GraphDriver.Savings.Memory;

/// <summary>Measures the memory of a store's running containers, whoever started them.</summary>
public sealed class StoreMemory(ContainerStorage storage)
{
    /// <summary>The containers that run now, oldest first.</summary>
    /// <exception cref="InvalidDataException">A file of the store is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public IReadOnlyList<Workload> Running() => Running(storage.Read(), withLayers: true);

    /// <summary>Measures containers.</summary>
    /// <param name="names">The containers, by id, name, or the beginning of an id; all that run where there are none.</param>
    /// <param name="pageCache">Whether the page cache is looked at as well.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FileNotFoundException">There is no such container.</exception>
    /// <exception cref="ContainerRuntimeException">A container that is named does not run.</exception>
    /// <exception cref="InvalidDataException">A text is the beginning of several ids; or a file of the store is not as it should be.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public MemoryReport Measure(IReadOnlyList<string> names, bool pageCache, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var records = storage.Read();
        var wanted = names.Select(name => ContainerLookup.Find(records.Containers, name)).DistinctBy(record => record.Id).ToList();

        // Page cache is shared with images of containers that nobody asked for, too.
        var running = names.Count == 0 || pageCache ? Running(records, pageCache) : Running(records, wanted, pageCache);
        if (names.Count == 0)
        {
            return MemoryReport.Measure(running, pageCache, [], cancellationToken);
        }

        var measured = wanted.ConvertAll(record => running.FirstOrDefault(workload => workload.Id == record.Id.Hex)
            ?? throw new ContainerRuntimeException($"the container {(record.Names is [var name, ..] ? name : record.Id.ShortHex)} is not running"));
        return MemoryReport.Measure(measured, pageCache, [.. running.Except(measured)], cancellationToken);
    }

    private IReadOnlyList<Workload> Running(StorageSnapshot records, bool withLayers) =>
        Running(records, records.Containers.Records.OrderBy(record => record.Created.Moment), withLayers);

    private IReadOnlyList<Workload> Running(StorageSnapshot records, IEnumerable<ContainerRecord> containers, bool withLayers)
    {
        var running = new RunningContainers(storage, records);
        return [.. containers.Select(record => running.Find(record, withLayers)).OfType<Workload>()];
    }
}
