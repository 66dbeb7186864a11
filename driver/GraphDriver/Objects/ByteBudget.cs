namespace GraphDriver.Objects;

/// <summary>
/// Bounds the bytes that wait between the reader of a tar and the writers of its objects. One request may exceed the
/// whole budget; it then waits until nothing else is out, so that it cannot wait for ever.
/// </summary>
internal sealed class ByteBudget(long limit) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0);
    private long _used;
    private int _waiting;

    /// <summary>Takes <paramref name="count"/> bytes, waiting until they are there.</summary>
    public void Take(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_used == 0 || _used + count <= limit)
                {
                    _used += count;
                    return;
                }

                _waiting++;
            }

            _changed.Wait(cancellationToken);
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(int count)
    {
        lock (_gate)
        {
            _used -= count;
            if (_waiting > 0)
            {
                _changed.Release(_waiting);
                _waiting = 0;
            }
        }
    }

    public void Dispose() => _changed.Dispose();
}
