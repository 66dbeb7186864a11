using System.Numerics;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// Keeps the runs of a <see cref="DigestTable"/> few: as soon as four are of about the same size, whoever added the last one makes one of
/// them and of all that are smaller. So a record is written again once each time that the table grows fourfold, and a table of a million
/// records has some thirty runs at most. Nobody waits for a merge: one who finds another at it leaves it to him.
/// </summary>
/// <param name="folder">The table's folder, open for reading.</param>
/// <param name="valueLength">The length of a value in bytes.</param>
/// <param name="isLive">Whether a record, digest and value, is still of use; asked on the way.</param>
internal sealed class TableMerge(SafeFileHandle folder, int valueLength, TableMerge.Filter isLive)
{
    /// <summary>So many runs of about the same size become one.</summary>
    public const int RunsToMerge = 4;

    private const string LockName = ".lock";

    /// <summary>More than there are tiers: where runs cannot be removed, merging them would never end.</summary>
    private const int MaximumMerges = 16;

    /// <summary>Larger runs are left as they are: copying 256 MiB would be felt in the pull that does it.</summary>
    private const long MaximumCount = 1 << 22;

    /// <summary>Says of some runs which records are of use: all of them (null), or those that the predicate accepts.</summary>
    public delegate Predicate? Filter(IReadOnlyList<DigestRun> runs);

    /// <summary>Whether a record, digest and value, is of use.</summary>
    public delegate bool Predicate(ReadOnlySpan<byte> record);

    /// <summary>Merges while there is something to merge.</summary>
    /// <returns>False where it was left to another who is at it.</returns>
    /// <exception cref="Linux.LinuxException">A call failed; the table holds what it held.</exception>
    public bool Run()
    {
        if (!HasEnough())
        {
            return true;
        }

        using var held = RecordLock.TryAcquire(folder, LockName, LockMode.Exclusive);
        for (var merges = 0; held is not null && merges < MaximumMerges && MergeOnce(Choose); merges++)
        {
        }

        return held is not null;
    }

    /// <summary>Makes one run of all, and drops what is of no use. Waits for others who merge.</summary>
    /// <exception cref="Linux.LinuxException">A call failed; the table holds what it held.</exception>
    public void RunAll()
    {
        using var held = RecordLock.Acquire(folder, LockName, LockMode.Exclusive);
        MergeOnce(runs => runs);
    }

    /// <summary>A look at the names alone, since there is nothing to do nearly always.</summary>
    private bool HasEnough() =>
        DirectoryReader.Read(folder).Count(entry => entry.Name.Length == DigestTable.NameLength) >= RunsToMerge;

    private bool MergeOnce(Func<IReadOnlyList<DigestRun>, IReadOnlyList<DigestRun>> choose)
    {
        var all = DigestTable.OpenRuns(folder, valueLength);
        try
        {
            var chosen = choose(all);
            if (chosen.Count == 0)
            {
                return false;
            }

            Merge(chosen);
            foreach (var run in chosen)
            {
                UnlinkAt.TryUnlink(folder, run.Name);
            }

            return true;
        }
        finally
        {
            Array.ForEach(all, run => run.Dispose());
        }
    }

    private static IReadOnlyList<DigestRun> Choose(IReadOnlyList<DigestRun> runs)
    {
        var tier = runs.Where(run => run.Count < MaximumCount).GroupBy(TierOf).Where(group => group.Count() >= RunsToMerge).Select(group => group.Key).Order().ToList();
        return tier is [var lowest, ..] ? [.. runs.Where(run => TierOf(run) <= lowest)] : [];
    }

    /// <summary>Runs of one tier differ in their size less than fourfold.</summary>
    private static int TierOf(DigestRun run) => BitOperations.Log2((ulong)run.Count) / 2;

    private void Merge(IReadOnlyList<DigestRun> runs)
    {
        var begun = DateTimeOffset.UtcNow;
        var filter = isLive(runs);
        using var merged = new RunWriter(folder, valueLength);
        var cursors = runs.Select(run => new RunCursor(run)).Where(cursor => cursor.MoveNext()).ToList();
        while (cursors.Count > 0)
        {
            var first = Smallest(cursors);
            if (filter?.Invoke(first.Record) ?? true)
            {
                merged.Append(first.Record);
            }

            if (!first.MoveNext())
            {
                cursors.Remove(first);
            }
        }

        // Until when the records are known to be of use: the moment of the look at them, or that of the oldest of the runs.
        merged.Publish(filter is null ? runs.Min(run => run.Written) : (begun.ToUnixTimeSeconds(), 0));
    }

    private static RunCursor Smallest(List<RunCursor> cursors)
    {
        var smallest = cursors[0];
        foreach (var cursor in cursors)
        {
            smallest = cursor.Record.SequenceCompareTo(smallest.Record) < 0 ? cursor : smallest;
        }

        return smallest;
    }
}
