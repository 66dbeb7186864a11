namespace GraphDriver.Store;

/// <summary>The records of one store as they were at one moment; never changes.</summary>
public abstract class RecordSnapshot<TRecord>
    where TRecord : StoreRecord
{
    private readonly Dictionary<string, TRecord> _byKey;
    private readonly Lazy<Dictionary<string, TRecord>> _byName;

    private protected RecordSnapshot(IReadOnlyList<TRecord> records)
    {
        Records = records;
        _byKey = records.ToDictionary(record => record.Key);
        _byName = new Lazy<Dictionary<string, TRecord>>(IndexNames);
    }

    /// <summary>All records, in the order of their files.</summary>
    public IReadOnlyList<TRecord> Records { get; }

    /// <summary>The record with this id, name, or beginning of an id that no other has; null where there is none.</summary>
    public TRecord? Find(string idOrName)
    {
        if (_byKey.TryGetValue(idOrName, out var record) || _byName.Value.TryGetValue(idOrName, out record))
        {
            return record;
        }

        return StartingWith(idOrName).Take(2).ToList() is [var only] ? only : null;
    }

    /// <summary>The record with this name, null where there is none.</summary>
    public TRecord? FindByName(string name) => _byName.Value.GetValueOrDefault(name);

    /// <summary>The records whose ids begin so; none for an empty text.</summary>
    public IEnumerable<TRecord> StartingWith(string prefix) =>
        prefix.Length == 0 ? [] : Records.Where(record => record.Key.StartsWith(prefix, StringComparison.Ordinal));

    private protected TRecord? FindByKey(string? key) => key is null ? null : _byKey.GetValueOrDefault(key);

    private Dictionary<string, TRecord> IndexNames()
    {
        var index = new Dictionary<string, TRecord>();
        foreach (var record in Records)
        {
            foreach (var name in record.Names)
            {
                index[name] = record;
            }
        }

        return index;
    }
}
