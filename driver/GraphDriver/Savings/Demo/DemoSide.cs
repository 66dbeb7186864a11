using GraphDriver.Savings.Memory;

namespace GraphDriver.Savings.Demo;

/// <summary>What one of the two ways takes: plain overlay or composefs.</summary>
public sealed record DemoSide
{
    /// <summary>How many images it was measured with.</summary>
    public required int Images { get; init; }

    /// <summary>Bytes on the disk, everything counted.</summary>
    public required long OnDisk { get; init; }

    /// <summary>The part of <see cref="OnDisk"/> that the first image takes.</summary>
    public required long FirstImage { get; init; }

    /// <summary>The processes, one an image, while all of them ran.</summary>
    public required IReadOnlyList<ProcessMemory> Processes { get; init; }

    /// <summary>What the page cache held of the images' files, in bytes.</summary>
    public required PageCacheUsage PageCache { get; init; }

    /// <summary>What each image after the first takes on the disk, on average.</summary>
    public long EachFurtherImage => Images > 1 ? (OnDisk - FirstImage) / (Images - 1) : 0;

    /// <summary>The same as a part of the first.</summary>
    public double FurtherPart => FirstImage > 0 ? (double)EachFurtherImage / FirstImage : 0;

    /// <summary>The memory of a process, on average.</summary>
    public ProcessMemory EachProcess
    {
        get
        {
            var (sum, count) = (ProcessMemory.Sum(Processes), Math.Max(1, Processes.Count));
            return new ProcessMemory { Rss = sum.Rss / count, Pss = sum.Pss / count, Uss = sum.Uss / count };
        }
    }
}
