using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Whether a pool entry holds what its name says. After a crash of the machine a file may have its name and size but
/// not its bytes, unless it was flushed. So an entry is believed if it was written since this boot, or before the last
/// recorded flush of the file system (<c>graphdriver/flushed</c>, an empty file whose mtime is that moment); any other
/// is read and hashed once, and marked by a new mtime.
/// </summary>
internal sealed class EntryTrust
{
    private const string FlushedPath = "graphdriver/flushed";

    /// <summary>OSTree gives its files the times 0 or 1, and other programs rely on it: an object that is one of them too is hashed each time.</summary>
    private const long LastOstreeTime = 1;

    private readonly long _bootSeconds;
    private readonly long _flushedSeconds;

    private EntryTrust(long bootSeconds, long flushedSeconds)
    {
        _bootSeconds = bootSeconds;
        _flushedSeconds = flushedSeconds;
    }

    public static EntryTrust Load(SafeFileHandle root)
    {
        var flushed = Statx.TryQuery(root, FlushedPath, StatFlags.NoFollow, out var status) == Errno.None ? status.MtimeSeconds : long.MinValue;
        return new EntryTrust(ReadBootTime(), flushed);
    }

    /// <summary>Notes that everything written before <paramref name="begun"/> has reached the disk.</summary>
    public static void RecordFlush(SafeFileHandle root, DateTimeOffset begun)
    {
        using var file = OpenAt.Open(root, FlushedPath, OpenFlags.Create | OpenFlags.WriteOnly, 0x180); // 0600
        UtimensAt.Set(file, begun.ToUnixTimeSeconds() - 1, 0);
    }

    /// <summary>Whether a file was on the disk at the last recorded flush.</summary>
    public bool IsFlushed(in FileStatus status) => status.MtimeSeconds <= _flushedSeconds;

    /// <summary>Whether the entry can be linked; where that is not known, its bytes are read.</summary>
    public bool IsSound(SafeFileHandle pool, ReadOnlySpan<byte> path, in FileStatus status)
    {
        if (status.MtimeSeconds >= _bootSeconds || status.MtimeSeconds <= _flushedSeconds)
        {
            return true;
        }

        using var file = OpenAt.Open(pool, path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
        if (!HasName(file, path))
        {
            return false;
        }

        if (status.MtimeSeconds > LastOstreeTime)
        {
            UtimensAt.Set(file, DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 0);
        }

        return true;
    }

    private static bool HasName(SafeFileHandle file, ReadOnlySpan<byte> path)
    {
        try
        {
            Span<byte> actual = stackalloc byte[ObjectPath.Length];
            return ObjectPath.Write(FileHash.Compute(file), actual).SequenceEqual(path);
        }
        catch (LinuxException error) when (error.Errno == Errno.EIO)
        {
            // Damaged on the disk, which fs-verity tells of too: the content comes again.
            return false;
        }
    }

    private static long ReadBootTime()
    {
        foreach (var line in File.ReadLines("/proc/stat"))
        {
            if (line.StartsWith("btime ", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(6));
            }
        }

        throw new InvalidDataException("/proc/stat has no btime line");
    }
}
