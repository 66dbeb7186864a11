namespace GraphDriver.Savings.Memory;

/// <summary>The memory of running containers at one moment.</summary>
public sealed record MemoryReport
{
    /// <summary>The containers, in the order in which they were asked for.</summary>
    public required IReadOnlyList<ContainerMemory> Containers { get; init; }

    /// <summary>What the page cache holds of their images; null where that was not asked for.</summary>
    public PageCacheUsage? PageCache { get; init; }

    /// <summary>The sum over all containers.</summary>
    public ProcessMemory Total => ProcessMemory.Sum(Containers.Select(container => container.Memory));

    /// <summary>Measures processes that run from images, containers or not.</summary>
    /// <param name="workloads">What is measured.</param>
    /// <param name="pageCache">Whether the page cache is looked at as well.</param>
    /// <param name="others">What runs besides, see <see cref="PageCacheAccounting.Measure"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    /// <exception cref="InvalidDataException">The kernel's words are not understood.</exception>
    public static MemoryReport Measure(IReadOnlyList<Workload> workloads, bool pageCache, IReadOnlyList<Workload> others, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workloads);
        return new MemoryReport
        {
            Containers = [.. workloads.Select(ContainerMemory.Measure)],
            PageCache = pageCache ? PageCacheAccounting.Measure(workloads, others, cancellationToken) : null,
        };
    }
}
