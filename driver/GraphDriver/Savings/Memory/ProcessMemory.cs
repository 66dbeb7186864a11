using GraphDriver.Linux.Processes;

namespace GraphDriver.Savings.Memory;

/// <summary>The memory of one or several processes, as the kernel counts it; all numbers are bytes.</summary>
public readonly record struct ProcessMemory
{
    /// <summary>What is mapped and in memory. Of several processes, what they share is in it as often.</summary>
    public long Rss { get; init; }

    /// <summary>
    /// The same, each page divided by the number of processes that map it, whatever container they are in: the sum over all processes is what
    /// all of them take.
    /// </summary>
    public long Pss { get; init; }

    /// <summary>What no other process maps: what would be free were the process to end. Of several processes, the sum.</summary>
    public long Uss { get; init; }

    /// <summary>The part of <see cref="Pss"/> that is in no file.</summary>
    public long PssAnonymous { get; init; }

    /// <summary>The part of <see cref="Pss"/> that is pages of files: programs, libraries.</summary>
    public long PssFile { get; init; }

    /// <summary>The part of <see cref="Pss"/> that is shared memory and files of tmpfs.</summary>
    public long PssShared { get; init; }

    /// <summary>What is swapped out.</summary>
    public long Swap { get; init; }

    /// <summary>The same, each page divided by the number of its users.</summary>
    public long SwapPss { get; init; }

    public static ProcessMemory operator +(ProcessMemory left, ProcessMemory right) => Add(left, right);

    public static ProcessMemory Add(ProcessMemory left, ProcessMemory right) => new()
    {
        Rss = left.Rss + right.Rss,
        Pss = left.Pss + right.Pss,
        Uss = left.Uss + right.Uss,
        PssAnonymous = left.PssAnonymous + right.PssAnonymous,
        PssFile = left.PssFile + right.PssFile,
        PssShared = left.PssShared + right.PssShared,
        Swap = left.Swap + right.Swap,
        SwapPss = left.SwapPss + right.SwapPss,
    };

    /// <summary>The sum.</summary>
    public static ProcessMemory Sum(IEnumerable<ProcessMemory> memories) => memories.Aggregate(default(ProcessMemory), Add);

    internal static ProcessMemory From(SmapsRollup kernel) => new()
    {
        Rss = kernel.Rss,
        Pss = kernel.Pss,
        Uss = kernel.PrivateClean + kernel.PrivateDirty,
        PssAnonymous = kernel.PssAnonymous,
        PssFile = kernel.PssFile,
        PssShared = kernel.PssShared,
        Swap = kernel.Swap,
        SwapPss = kernel.SwapPss,
    };
}
