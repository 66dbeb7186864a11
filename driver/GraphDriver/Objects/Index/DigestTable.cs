using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// A map on the disk from SHA-256 digests to values of a fixed size: immutable sorted runs, each a file of checksummed blocks, merged
/// when there are several of about the same size (<see cref="TableMerge"/>), so that a look-up reads few blocks however large the map is.
/// Reading takes no lock; several processes may add and merge meanwhile. Safe for several threads.
/// </summary>
internal sealed class DigestTable : IDisposable
{
    /// <summary>The length of a run's name: hex digits.</summary>
    public const int NameLength = 16;

    private const int MaximumRuns = 256;
    private const int Attempts = 8;

    private readonly SafeFileHandle _folder;
    private readonly int _valueLength;
    private readonly BlockCache _cache = new();
    private DigestRun[] _runs;

    private DigestTable(SafeFileHandle folder, int valueLength, DigestRun[] runs) => (_folder, _valueLength, _runs) = (folder, valueLength, runs);

    /// <summary>Opens the runs that there are now; what is added later is not seen.</summary>
    /// <param name="folder">The table's folder, open for reading; taken over.</param>
    /// <param name="valueLength">The length of a value in bytes.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static DigestTable Open(SafeFileHandle folder, int valueLength) => new(folder, valueLength, OpenRuns(folder, valueLength));

    /// <summary>Writes a run of some records.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="valueLength">The length of a value in bytes.</param>
    /// <param name="records">Digests and values, one record after the other, in any order.</param>
    /// <exception cref="LinuxException">A call failed; nothing was added.</exception>
    public static void Add(SafeFileHandle folder, int valueLength, ReadOnlyMemory<byte> records)
    {
        var length = RunFormat.DigestLength + valueLength;
        using var run = new RunWriter(folder, valueLength);
        foreach (var index in RecordOrder.Of(records, length))
        {
            run.Append(records.Span.Slice(index * length, length));
        }

        run.Publish();
    }

    /// <summary>Looks a digest up. Where it was added several times, any of the values is found; a damaged run only costs what it held.</summary>
    /// <param name="digest">32 bytes.</param>
    /// <param name="value">Gets the value; of the length of a value.</param>
    public bool TryFind(ReadOnlySpan<byte> digest, Span<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, RunFormat.DigestLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(value.Length, _valueLength);
        foreach (var run in Volatile.Read(ref _runs))
        {
            try
            {
                if (run.TryFind(digest, _cache, value))
                {
                    return true;
                }
            }
            catch (InvalidDataException)
            {
                Drop(run);
            }
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var run in _runs)
        {
            run.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>Opens all runs of a folder, the largest first. A damaged one is removed.</summary>
    public static DigestRun[] OpenRuns(SafeFileHandle folder, int valueLength)
    {
        var runs = new List<DigestRun>();
        for (var attempt = 1; !TryOpenRuns(folder, valueLength, runs) && attempt < Attempts; attempt++)
        {
            // A merge took some away between the look and the opening: what it made of them is there now.
            runs.ForEach(run => run.Dispose());
            runs.Clear();
        }

        runs.Sort((a, b) => b.Count.CompareTo(a.Count));
        runs.Skip(MaximumRuns).ToList().ForEach(run => run.Dispose());
        return [.. runs.Take(MaximumRuns)];
    }

    private static bool TryOpenRuns(SafeFileHandle folder, int valueLength, List<DigestRun> runs)
    {
        var isWhole = true;
        foreach (var name in DirectoryReader.Read(folder).Select(entry => entry.ToString()).Where(IsRun).ToList())
        {
            try
            {
                if (DigestRun.Open(folder, name, valueLength) is { } run)
                {
                    runs.Add(run);
                }
                else
                {
                    UnlinkAt.TryUnlink(folder, name);
                }
            }
            catch (LinuxException error) when (error.Errno == Errno.ENOENT)
            {
                isWhole = false;
            }
        }

        return isWhole;
    }

    private static bool IsRun(string name) => name.Length == NameLength && LowerHex.IsAllOf(name);

    /// <summary>Whoever reads the run at this moment in another thread sees the same damage, or none of it.</summary>
    private void Drop(DigestRun damaged)
    {
        UnlinkAt.TryUnlink(_folder, damaged.Name);
        DigestRun[] before;
        do
        {
            before = Volatile.Read(ref _runs);
        }
        while (Interlocked.CompareExchange(ref _runs, [.. before.Where(run => run != damaged)], before) != before);
    }
}
