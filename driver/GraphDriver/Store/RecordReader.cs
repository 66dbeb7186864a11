using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>Records that stay as they are until this is disposed: it holds their store's shared lock.</summary>
public sealed class RecordReader<TSnapshot> : IDisposable
{
    private readonly StoreLock? _lock;

    internal RecordReader(TSnapshot records, StoreLock? held)
    {
        Records = records;
        _lock = held;
    }

    public TSnapshot Records { get; }

    public void Dispose() => _lock?.Dispose();
}
