namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>
/// Work on the pieces of a stream on several threads. Of each piece, one part is done side by side with that of other pieces, one part
/// in the pieces' order beside it, and then it is finished in that order by the thread that adds pieces. A bounded number is under way.
/// </summary>
/// <typeparam name="T">A piece; from <see cref="Add"/> until it is finished nobody else may change it.</typeparam>
internal sealed class OrderedWork<T> : IDisposable
{
    private readonly Queue<Running> _running = new();
    private readonly TaskScheduler _scheduler;
    private readonly int _limit;
    private readonly CancellationToken _cancellation;
    private Task _sequence = Task.CompletedTask;

    public OrderedWork(int workers, CancellationToken cancellation)
    {
        _scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, workers).ConcurrentScheduler;
        _limit = workers + 2;
        _cancellation = cancellation;
    }

    /// <summary>What is done of a piece at any time.</summary>
    public required Action<T> SideBySide { get; init; }

    /// <summary>What is done of a piece once it is done of the piece before.</summary>
    public required Action<T> InSequence { get; init; }

    /// <summary>Finishes a piece of which both are done; it may be used again then.</summary>
    public required Action<T> Finish { get; init; }

    /// <summary>Adds the next piece. Pieces before it are finished here; waits while too many are under way.</summary>
    public void Add(T piece)
    {
        _cancellation.ThrowIfCancellationRequested();
        while (_running.TryPeek(out Running? oldest) && (_running.Count >= _limit || oldest.IsDone))
        {
            FinishOldest();
        }

        Task work = Task.Factory.StartNew(() => SideBySide(piece), CancellationToken.None, TaskCreationOptions.None, _scheduler);
        _sequence = _sequence.ContinueWith(_ => InSequence(piece), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _running.Enqueue(new Running(piece, work, _sequence));
    }

    /// <summary>Waits for all pieces.</summary>
    public void Complete()
    {
        while (_running.Count > 0)
        {
            FinishOldest();
        }
    }

    /// <summary>Waits until nothing is under way any more, finished or not.</summary>
    public void Dispose()
    {
        foreach (Running running in _running)
        {
            running.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            running.Sequel.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }

        _running.Clear();
    }

    private void FinishOldest()
    {
        Running oldest = _running.Peek();
        oldest.Work.GetAwaiter().GetResult();
        oldest.Sequel.GetAwaiter().GetResult();
        _running.Dequeue();
        Finish(oldest.Piece);
    }

    private sealed record Running(T Piece, Task Work, Task Sequel)
    {
        public bool IsDone => Work.IsCompleted && Sequel.IsCompleted;
    }
}
