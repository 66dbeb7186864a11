using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Objects;

/// <summary>
/// Turns the regular files of one layer into objects, on threads of its own, beside the thread that reads the tar.
/// Files are handed over by <see cref="Begin"/>, their content in chunks; the first error ends the work and is thrown
/// to the reader by its next call.
/// </summary>
internal sealed class ObjectWriter : IDisposable
{
    private const int JobsAhead = 1024;
    private const long BytesAhead = 16 * 1024 * 1024;

    private readonly LayerObjects _objects;
    private readonly BlockingCollection<ObjectJob> _jobs = new(JobsAhead);
    private readonly ByteBudget _budget = new(BytesAhead);
    private readonly CancellationTokenSource _stop;
    private readonly Thread[] _workers;
    private ExceptionDispatchInfo? _failure;

    public ObjectWriter(LayerObjects objects, CancellationToken cancellationToken)
    {
        _objects = objects;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _workers = new Thread[Math.Clamp(Environment.ProcessorCount, 1, 4)];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = "objects" };
            _workers[i].Start();
        }
    }

    /// <summary>Announces a file; its content follows by <see cref="Append"/>, its end by <see cref="Complete"/>.</summary>
    public ObjectJob Begin(RegularFileNode node, long storedSize, IReadOnlyList<DataSegment>? segments)
    {
        var job = new ObjectJob(node, storedSize, segments);
        Guard((Writer: this, job), static s => s.Writer._jobs.Add(s.job, s.Writer._stop.Token));
        return job;
    }

    /// <summary>A buffer of at least <paramref name="length"/> bytes for <see cref="Append"/>; waits while too many are out.</summary>
    public byte[] Rent(int length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        Guard((Writer: this, buffer), static s => s.Writer._budget.Take(s.buffer.Length, s.Writer._stop.Token));
        return buffer;
    }

    /// <summary>Hands over the next <paramref name="length"/> bytes of a file's content, in a buffer from <see cref="Rent"/>.</summary>
    public void Append(ObjectJob job, byte[] buffer, int length)
    {
        var chunk = new ContentChunk(buffer, length, _budget);
        Guard((Writer: this, job, chunk), static s => s.job.Chunks.Add(s.chunk, s.Writer._stop.Token));
    }

    /// <summary>The file has no more content.</summary>
    public static void Complete(ObjectJob job) => job.Chunks.CompleteAdding();

    /// <summary>Waits until every file is an object, and throws the first error if one is not.</summary>
    public void Finish()
    {
        _jobs.CompleteAdding();
        Join();
        _failure?.Throw();
        _stop.Token.ThrowIfCancellationRequested();
    }

    /// <summary>A worker's failure stops the waiting of the reader, who has to see the failure and not the stop.</summary>
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
            foreach (var job in _jobs.GetConsumingEnumerable(_stop.Token))
            {
                Store(job, hasher);
            }
        }
        catch (Exception error)
        {
            // Not swallowed: the first error is thrown by Guarded and Finish.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
            _stop.Cancel();
        }
    }

    private void Store(ObjectJob job, ObjectHasher hasher)
    {
        if (job.Segments is null && job.StoredSize <= ContentChunk.MaximumLength)
        {
            StoreWhole(job, hasher);
        }
        else
        {
            StoreStream(job, hasher);
        }
    }

    private void StoreWhole(ObjectJob job, ObjectHasher hasher)
    {
        using var chunk = job.Chunks.Take(_stop.Token);
        hasher.Append(chunk.Bytes);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        hasher.Finish(job.Node, path);
        if (!_objects.TryReuse(path, chunk.Bytes.Length))
        {
            _objects.Write(path, chunk.Bytes);
        }
    }

    private void StoreStream(ObjectJob job, ObjectHasher hasher)
    {
        using var file = _objects.CreateNameless();
        var content = new ContentPlacement(file, job.Segments, hasher, _stop.Token);
        foreach (var chunk in job.Chunks.GetConsumingEnumerable(_stop.Token))
        {
            using (chunk)
            {
                content.Append(chunk.Bytes);
            }
        }

        content.Finish(job.Node.Size);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        hasher.Finish(job.Node, path);
        _objects.Adopt(file, path, job.Node.Size);
    }

    private void Join()
    {
        foreach (var worker in _workers)
        {
            worker.Join();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        Join();
        _jobs.Dispose();
        _budget.Dispose();
        _stop.Dispose();
    }
}
