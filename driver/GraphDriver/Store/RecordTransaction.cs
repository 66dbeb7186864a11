using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>
/// Changes to the records of one store, under its exclusive lock from the beginning until this is disposed. Nothing is
/// written before <see cref="Save"/>; what was not saved is dropped.
/// </summary>
public abstract class RecordTransaction<TRecord, TSnapshot> : IDisposable
    where TRecord : StoreRecord
    where TSnapshot : RecordSnapshot<TRecord>
{
    private readonly RecordStore<TRecord, TSnapshot> _store;
    private readonly StoreLock _lock;
    private readonly List<TRecord> _records;
    private TSnapshot? _view;
    private bool _stableChanged;
    private bool _volatileChanged;

    private protected RecordTransaction(RecordStore<TRecord, TSnapshot> store, StoreLock held)
    {
        _store = store;
        _lock = held;
        _records = [.. store.Fresh(held).Records];
        ResolveNames();
    }

    /// <summary>The records with all changes so far.</summary>
    public TSnapshot Records => _view ??= _store.Snapshot([.. _records]);

    /// <summary>Adds a record.</summary>
    /// <exception cref="ArgumentException">The id or a name is taken.</exception>
    public void Add(TRecord record)
    {
        if (_records.Any(other => other.Key == record.Key))
        {
            throw new ArgumentException($"the id {record.Key} is already in use", nameof(record));
        }

        if (record.Names.FirstOrDefault(name => Records.FindByName(name) is not null) is { } taken)
        {
            throw new ArgumentException($"the name '{taken}' is already in use by {Records.FindByName(taken)!.Key}", nameof(record));
        }

        _records.Add(record);
        MarkChanged(record);
    }

    /// <summary>Replaces the record with the same id; its names are taken from all others.</summary>
    /// <exception cref="ArgumentException">There is no record with this id.</exception>
    public void Update(TRecord record)
    {
        var index = _records.FindIndex(other => other.Key == record.Key);
        if (index < 0)
        {
            throw new ArgumentException($"there is no record {record.Key}", nameof(record));
        }

        MarkChanged(_records[index]);
        _records[index] = record;
        MarkChanged(record);
        TakeNames(index, _records.Count);
    }

    /// <summary>Drops a record; false where it is not there.</summary>
    private protected bool Drop(string key)
    {
        var index = _records.FindIndex(record => record.Key == key);
        if (index < 0)
        {
            return false;
        }

        MarkChanged(_records[index]);
        _records.RemoveAt(index);
        return true;
    }

    /// <summary>Writes a new token and then the files that changed, flushed but for the volatile one; nothing where nothing changed.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Save()
    {
        if (_stableChanged || _volatileChanged)
        {
            _store.Save(_lock, Records, _stableChanged, _volatileChanged);
            (_stableChanged, _volatileChanged) = (false, false);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        GC.SuppressFinalize(this);
    }

    private void MarkChanged(TRecord record)
    {
        _view = null;
        _ = record.IsVolatile ? _volatileChanged = true : _stableChanged = true;
    }

    private void TakeNames(int owner, int end)
    {
        var names = _records[owner].Names;
        for (var i = 0; i < end && names.Count > 0; i++)
        {
            if (i != owner && _records[i].Names.Intersect(names).Any())
            {
                _records[i] = _records[i] with { Names = [.. _records[i].Names.Except(names)] };
                MarkChanged(_records[i]);
            }
        }
    }

    /// <summary>Where two records have one name the later one keeps it, as containers/storage repairs it.</summary>
    private void ResolveNames()
    {
        var owners = new Dictionary<string, int>();
        for (var i = 0; i < _records.Count; i++)
        {
            if (_records[i].Names.Any(name => !owners.TryAdd(name, i)))
            {
                TakeNames(i, i);
                foreach (var name in _records[i].Names)
                {
                    owners[name] = i;
                }
            }
        }
    }
}
