using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.ComposefsImages;

/// <summary>Threads that read and hash files beside the one that finds them. The first error ends the work and is thrown to that one.</summary>
internal sealed class ContentReaders : IDisposable
{
    private const int JobsAhead = 128;
    private const int BufferSize = 128 * 1024;

    private readonly DigestStore? _store;
    private readonly BlockingCollection<ContentJob> _jobs = new(JobsAhead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;
    private ExceptionDispatchInfo? _failure;

    public ContentReaders(DigestStore? store, int threads)
    {
        _store = store;
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "contents" };
            _threads[i].Start();
        }
    }

    /// <summary>Hands a file over.</summary>
    public void Add(ContentJob job)
    {
        try
        {
            _jobs.Add(job, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            job.File.Dispose();
            _failure!.Throw();
        }
    }

    /// <summary>Waits until all files are read.</summary>
    public void Finish()
    {
        Join();
        _failure?.Throw();
    }

    public void Dispose()
    {
        _stop.Cancel();
        Join();
        while (_jobs.TryTake(out var job))
        {
            job.File.Dispose();
        }

        _jobs.Dispose();
        _stop.Dispose();
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
            using var hasher = new VerityHasher();
            var buffer = new byte[BufferSize];
            foreach (var job in _jobs.GetConsumingEnumerable(_stop.Token))
            {
                using (job.File)
                {
                    Read(job, hasher, buffer);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Another thread failed, or the one that finds files did.
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
            _stop.Cancel();
        }
    }

    private void Read(ContentJob job, VerityHasher hasher, byte[] buffer)
    {
        var node = job.Node;
        long size = 0;
        for (int count; (count = ReadFile.Read(job.File, buffer)) > 0; size += count)
        {
            hasher.Append(buffer.AsSpan(0, count));
        }

        var digest = hasher.Finish();
        if (size != node.Size)
        {
            throw new InvalidDataException($"{new LinuxPath(job.Path).ToString()} has {size} bytes instead of {node.Size}: it changed while it was read");
        }

        node.Verity = digest;
        if (size <= DirectoryTree.MaxInlineContent)
        {
            node.InlineContent = buffer.AsSpan(0, (int)size).ToArray();
            return;
        }

        Span<byte> name = stackalloc byte[digest.Size];
        digest.CopyTo(name);
        node.SetObject(name);
        _store?.Add(job.File, size, digest);
    }
}
