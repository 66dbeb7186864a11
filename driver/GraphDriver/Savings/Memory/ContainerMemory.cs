using GraphDriver.Linux.Processes;

namespace GraphDriver.Savings.Memory;

/// <summary>The memory of a container's processes.</summary>
public sealed record ContainerMemory
{
    /// <summary>What was measured.</summary>
    public required Workload Container { get; init; }

    /// <summary>Those of its processes that were there and have memory of their own.</summary>
    public required IReadOnlyList<MeasuredProcess> Processes { get; init; }

    /// <summary>The sum over its processes.</summary>
    public ProcessMemory Memory => ProcessMemory.Sum(Processes.Select(process => process.Memory));

    /// <summary>Measures a container's processes now.</summary>
    /// <exception cref="Linux.LinuxException">A process may not be looked into.</exception>
    /// <exception cref="InvalidDataException">The kernel's words are not understood.</exception>
    public static ContainerMemory Measure(Workload container)
    {
        ArgumentNullException.ThrowIfNull(container);
        var processes = new List<MeasuredProcess>(container.Processes.Count);
        foreach (var pid in container.Processes.Distinct())
        {
            if (SmapsRollup.TryRead(pid) is { } memory)
            {
                processes.Add(new MeasuredProcess(pid, ProcessMemory.From(memory)));
            }
        }

        return new ContainerMemory { Container = container, Processes = processes };
    }
}
