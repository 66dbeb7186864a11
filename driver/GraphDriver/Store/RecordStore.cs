using GraphDriver.Linux.Locks;
using GraphDriver.Store.Locks;
using GraphDriver.Store.Records;

namespace GraphDriver.Store;

/// <summary>
/// The records of one kind, shared with other processes: read under a shared lock and kept until the last writer's token
/// or the files' times change, written in transactions under the exclusive lock. Safe for use by several threads; a
/// thread that holds one lock and asks for another of the same store waits for itself for ever.
/// </summary>
public abstract class RecordStore<TRecord, TSnapshot>
    where TRecord : StoreRecord
    where TSnapshot : RecordSnapshot<TRecord>
{
    private readonly Lock _gate = new();
    private TSnapshot? _snapshot;
    private RecordFileState _state;

    private protected RecordStore(RecordFileSet<TRecord> files) => Files = files;

    /// <summary>Whether this store belongs to someone else, and is never written to.</summary>
    public bool IsReadOnly => Files.IsReadOnly;

    private protected RecordFileSet<TRecord> Files { get; }

    /// <summary>The records as they are now. The lock is released again: what they name may go away.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public TSnapshot Read()
    {
        using var held = BeginRead();
        return held.Records;
    }

    /// <summary>The records as they are, and as they stay until what is returned is disposed.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public virtual RecordReader<TSnapshot> BeginRead()
    {
        var held = Files.Lock(LockMode.Shared);
        try
        {
            return new RecordReader<TSnapshot>(Fresh(held), held);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    private protected abstract TSnapshot CreateSnapshot(IReadOnlyList<TRecord> records);

    internal TSnapshot Snapshot(IReadOnlyList<TRecord> records) => CreateSnapshot(records);

    /// <summary>The records, read again only where they changed; the caller holds the lock.</summary>
    internal TSnapshot Fresh(StoreLock? held)
    {
        lock (_gate)
        {
            var state = Files.State(held);
            if (_snapshot is null || state != _state)
            {
                _snapshot = CreateSnapshot(Files.Load());
                _state = state;
            }

            return _snapshot;
        }
    }

    /// <summary>Writes records that replace all of this store, and keeps them.</summary>
    internal void Save(StoreLock held, TSnapshot snapshot, bool saveStable, bool saveVolatile)
    {
        Files.Save(held, snapshot.Records, saveStable, saveVolatile);
        lock (_gate)
        {
            _snapshot = snapshot;
            _state = Files.State(held);
        }
    }
}
