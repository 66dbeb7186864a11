using System.Runtime.ExceptionServices;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Objects;

/// <summary>
/// Turns the regular files of one layer into objects, on threads of its own, beside the one thread that reads the tar. The
/// first error ends the work and is thrown to the reader by its next call.
/// </summary>
internal sealed class ObjectWriter : IDisposable
{
    private const int WorkAhead = 8;
    private const int MostThreads = 4;

    private readonly LayerObjects _objects;
    private readonly CancellationTokenSource _stop;
    private readonly BoundedQueue<IObjectWork> _work;
    private readonly Thread[] _threads;
    private FileBatch? _batch;
    private ExceptionDispatchInfo? _failure;

    public ObjectWriter(LayerObjects objects, CancellationToken cancellationToken)
    {
        _objects = objects;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = new BoundedQueue<IObjectWork>(WorkAhead, _stop.Token);
        _threads = new Thread[Math.Clamp(Environment.ProcessorCount, 1, MostThreads)];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "objects" };
            _threads[i].Start();
        }
    }

    /// <summary>Takes a file whose content is read at once.</summary>
    /// <param name="node">The file, whose object and fs-verity digest are filled in.</param>
    /// <param name="length">Its size, up to <see cref="FileBatch.MaximumFileSize"/>.</param>
    /// <returns>Where its whole content has to be put before the next call.</returns>
    public Span<byte> Reserve(RegularFileNode node, int length)
    {
        if (_batch is not null && !_batch.HasRoom(length))
        {
            Hand(_batch);
            _batch = null;
        }

        return (_batch ??= new FileBatch()).Add(node, length);
    }

    /// <summary>Takes a file whose content follows in chunks.</summary>
    /// <param name="node">The file, whose object and fs-verity digest are filled in.</param>
    /// <param name="segments">Where the stored bytes lie in a sparse file, ascending and apart; null for a plain file.</param>
    public FileStreamWork Begin(RegularFileNode node, IReadOnlyList<DataSegment>? segments)
    {
        var work = new FileStreamWork(node, segments, _stop.Token);
        Hand(work);
        return work;
    }

    /// <summary>Hands over the next chunk of a file, in a buffer from <see cref="FileStreamWork.RentChunk"/>.</summary>
    public void Append(FileStreamWork file, byte[] chunk, int length) =>
        Guard((file, chunk, length), static state => state.file.Append(state.chunk, state.length));

    /// <summary>Waits until every file is an object, and throws the first error if one is not.</summary>
    public void Finish()
    {
        if (_batch is { } last)
        {
            Hand(last);
        }

        _work.Complete();
        Join();
        _failure?.Throw();
        _stop.Token.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _stop.Cancel();
        Join();
        _work.Dispose();
        _stop.Dispose();
    }

    private void Hand(IObjectWork work) => Guard((_work, work), static state => state._work.Add(state.work));

    /// <summary>A thread's failure stops the waiting of the reader, who has to see the failure and not the stop.</summary>
    private void Guard<T>(T state, Action<T> action)
    {
        try
        {
            action(state);
        }
        catch (OperationCanceledException)
        {
            _failure?.Throw();
            throw;
        }
    }

    private void Work()
    {
        using var hasher = new ObjectHasher();
        try
        {
            while (_work.TryTake(out var work))
            {
                using (work)
                {
                    Store(work, hasher);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever stopped the work knows why.
        }
    }

    private void Store(IObjectWork work, ObjectHasher hasher)
    {
        try
        {
            work.Store(_objects, hasher, _stop.Token);
        }
        catch (Exception error)
        {
            // The reader may wait for this very work: it is stopped before the work is disposed of, and throws the first error.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
            _stop.Cancel();
            throw new OperationCanceledException(_stop.Token);
        }
    }

    private void Join()
    {
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }
}
