using GraphDriver.Savings.Memory;

namespace GraphDriver.Savings.Demo;

/// <summary>Runs a process in each of some images, all at once, and measures their memory and what the page cache holds of the images.</summary>
internal static class RunningImages
{
    /// <summary>Starts, measures and ends them.</summary>
    /// <exception cref="IOException">A process did not run.</exception>
    public static MemoryReport Measure(IReadOnlyList<MountedImage> images, Action step, CancellationToken cancellationToken)
    {
        using var processes = new SleepProcesses();
        var workloads = new List<Workload>(images.Count);
        foreach (var image in images)
        {
            workloads.Add(new Workload { Name = image.Name, Image = image.Name, ImageName = image.Name, Layers = image.Layers, Processes = [processes.Start(image.Root)] });
            step();
        }

        processes.WaitUntilTheySleep(cancellationToken);
        return MemoryReport.Measure(workloads, pageCache: true, [], cancellationToken);
    }
}
