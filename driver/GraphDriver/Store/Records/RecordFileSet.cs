using GraphDriver.Linux.Locks;
using GraphDriver.Store.Files;
using GraphDriver.Store.Json;
using GraphDriver.Store.Locks;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store.Records;

/// <summary>
/// The files that hold the records of one kind: the stable one, which is flushed, and its volatile sibling, which is
/// not; and the lock file that holds the token of their last writer.
/// </summary>
internal sealed class RecordFileSet<TRecord>(
    IRecordFormat<TRecord> format, StoreFolder lockFolder, string lockName, RecordFileName stable, RecordFileName? volatileSibling, bool isReadOnly)
    where TRecord : StoreRecord
{
    /// <summary>The path of the stable file, for messages.</summary>
    public string Source => stable.FullPath;

    /// <summary>Whether the store belongs to someone else, and is never written to.</summary>
    public bool IsReadOnly => isReadOnly;

    /// <summary>Waits for the lock; null in a store that is never written to and has no lock file.</summary>
    public StoreLock? Lock(LockMode mode)
    {
        if (isReadOnly)
        {
            return mode == LockMode.Shared
                ? StoreLock.AcquireReadOnly(lockFolder, lockName)
                : throw new NotSupportedException($"the store at {lockFolder.FullPath} is read only");
        }

        return StoreLock.Acquire(lockFolder, lockName, mode);
    }

    /// <summary>The state that says whether the files were changed; taken under the lock and before they are read.</summary>
    public RecordFileState State(StoreLock? held) =>
        new(held?.Read() ?? default, stable.ModificationTime(), volatileSibling?.ModificationTime());

    /// <summary>Reads all records; of two with one id in both files the stable one counts.</summary>
    public List<TRecord> Load()
    {
        var records = Read(stable);
        if (volatileSibling is not null)
        {
            var keys = records.Select(record => record.Key).ToHashSet();
            records.AddRange(Read(volatileSibling).Where(record => keys.Add(record.Key)).Select(record => record with { IsVolatile = true }));
        }

        return records;
    }

    /// <summary>Writes a new token, then the files that are named.</summary>
    public void Save(StoreLock held, IReadOnlyList<TRecord> records, bool saveStable, bool saveVolatile)
    {
        held.RecordWrite();
        if (saveStable)
        {
            stable.Write(file => RecordFile.Write(file, records.Where(record => volatileSibling is null || !record.IsVolatile), format), flush: true);
        }

        if (saveVolatile)
        {
            volatileSibling?.Write(file => RecordFile.Write(file, records.Where(record => record.IsVolatile), format), flush: false);
        }
    }

    private List<TRecord> Read(RecordFileName file) =>
        file.Folder.OpenIfThere(file.Name) is { } opened ? Parse(opened, file.FullPath) : [];

    private List<TRecord> Parse(SafeFileHandle opened, string source)
    {
        using var content = new FileStream(opened, FileAccess.Read, bufferSize: 0);
        return RecordFile.Parse(content, source, format);
    }
}
