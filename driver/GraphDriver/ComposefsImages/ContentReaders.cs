using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GraphDriver.ComposefsImages;

/// <summary>
/// Threads that read files beside the one that finds them. That one reads too when it is far ahead, instead of waiting. The first error ends the
/// work and is thrown to it.
/// </summary>
internal sealed class ContentReaders : IDisposable
{
    private const int JobsAhead = 128;

    private readonly DigestStore? _store;
    private readonly ContentReader _own;
    private readonly BlockingCollection<ContentJob> _jobs = new(JobsAhead);
    private readonly Thread[] _threads;
    private volatile ExceptionDispatchInfo? _failure;
    private volatile bool _isStopped;

    /// <param name="store">Gets the contents, if not null.</param>
    /// <param name="threads">How many threads read, the caller's among them.</param>
    public ContentReaders(DigestStore? store, int threads)
    {
        _store = store;
        _own = new ContentReader(store);
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "contents" };
            _threads[i].Start();
        }
    }

    /// <summary>Takes a file over.</summary>
    public void Add(ContentJob job)
    {
        if (_failure is not null)
        {
            job.File.Dispose();
            _failure.Throw();
        }

        if (_threads.Length == 0 || !_jobs.TryAdd(job))
        {
            _own.Read(job);
        }
    }

    /// <summary>Returns when all files are read.</summary>
    public void Finish()
    {
        while (_failure is null && _jobs.TryTake(out var job))
        {
            _own.Read(job);
        }

        Join();
        _failure?.Throw();
    }

    public void Dispose()
    {
        _isStopped = true;
        Join();
        while (_jobs.TryTake(out var job))
        {
            job.File.Dispose();
        }

        _jobs.Dispose();
        _own.Dispose();
    }

    private void Join()
    {
        _jobs.CompleteAdding();
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Work()
    {
        try
        {
            using var reader = new ContentReader(_store);
            foreach (var job in _jobs.GetConsumingEnumerable())
            {
                if (_isStopped || _failure is not null)
                {
                    job.File.Dispose();
                    continue;
                }

                reader.Read(job);
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
        }
    }
}
