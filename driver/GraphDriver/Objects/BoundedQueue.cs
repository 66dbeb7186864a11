using System.Diagnostics.CodeAnalysis;

namespace GraphDriver.Objects;

/// <summary>
/// Hands items from threads to threads, a bounded number of them waiting. Whoever has to wait sleeps at once: the stages of a
/// pull are more threads than there are cores, and one that spins takes the time of the one that it waits for.
/// </summary>
internal sealed class BoundedQueue<T> : IDisposable
{
    // Those who wait for room and those who wait for items never wait at once, so waking one is enough.
    private readonly object _gate = new();
    private readonly Queue<T> _items = new();
    private readonly int _capacity;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registration;
    private bool _isComplete;

    /// <param name="capacity">How many items may wait.</param>
    /// <param name="stop">Ends all waiting.</param>
    public BoundedQueue(int capacity, CancellationToken stop)
    {
        (_capacity, _stop) = (capacity, stop);
        _registration = stop.Register(WakeAll);
    }

    /// <summary>Adds an item, waiting for room.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Add(T item)
    {
        lock (_gate)
        {
            while (_items.Count >= _capacity && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            _stop.ThrowIfCancellationRequested();
            _items.Enqueue(item);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes the next item, waiting for it.</summary>
    /// <returns>False where the queue is complete and empty.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            while (_items.Count == 0 && !_isComplete && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            _stop.ThrowIfCancellationRequested();
            if (!_items.TryDequeue(out item))
            {
                return false;
            }

            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Nothing more will be added.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends listening to the token; nobody may wait any more.</summary>
    public void Dispose() => _registration.Dispose();

    private void WakeAll()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
