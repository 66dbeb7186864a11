using System.Runtime.ExceptionServices;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers;

namespace GraphDriver.Pull;

/// <summary>
/// One stage of the pull pipeline: a thread of its own reads <c>source</c> ahead into a few large buffers, shows each
/// to an observer (a hash, a counter), and hands them to whoever reads this stream. Memory is bounded by
/// <c>bufferSize * bufferCount</c>; an error of the source is thrown to the reader in its place in the stream.
/// </summary>
/// <remarks>Disposing ends the thread; where it is blocked in the source, the source has to be disposed first.</remarks>
internal sealed class ReadAheadStream : ReadOnlyStream, IByteLender
{
    private readonly BoundedQueue<ArraySegment<byte>> _filled;
    private readonly BoundedQueue<byte[]> _free;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly Stream _source;
    private readonly ChunkObserver? _observer;
    private readonly ObserverThread _observerThread;
    private ArraySegment<byte> _current;
    private ExceptionDispatchInfo? _failure;
    private bool _disposed;

    /// <summary>Sees every chunk of the stream once, in order.</summary>
    public delegate void ChunkObserver(ReadOnlySpan<byte> chunk);

    /// <param name="source">What is read; not disposed here.</param>
    /// <param name="name">The thread's name.</param>
    /// <param name="bufferSize">The size of one buffer in bytes.</param>
    /// <param name="bufferCount">How many buffers there are.</param>
    /// <param name="observer">Sees the bytes before the reader does.</param>
    /// <param name="observerThread">Which of the two threads has the time for it.</param>
    public ReadAheadStream(
        Stream source, string name, int bufferSize, int bufferCount, ChunkObserver? observer = null, ObserverThread observerThread = ObserverThread.Stage)
    {
        _source = source;
        (_observer, _observerThread) = (observer, observerThread);
        _filled = new BoundedQueue<ArraySegment<byte>>(bufferCount, _stop.Token);
        _free = new BoundedQueue<byte[]>(bufferCount, _stop.Token);
        for (var i = 0; i < bufferCount; i++)
        {
            _free.Add(GC.AllocateUninitializedArray<byte>(bufferSize));
        }

        _thread = new Thread(Fill) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var bytes = Borrow();
        var count = Math.Min(buffer.Length, bytes.Length);
        bytes[..count].CopyTo(buffer);
        GiveBack(count);
        return count;
    }

    public ReadOnlySpan<byte> Borrow()
    {
        if (_current.Count == 0)
        {
            TakeNext();
        }

        return _current;
    }

    public void GiveBack(int count)
    {
        if (count == 0)
        {
            return;
        }

        var rest = _current[count..];
        if (rest.Count == 0)
        {
            _free.Add(_current.Array!);
        }

        _current = rest.Count == 0 ? default : rest;
    }

    private void TakeNext()
    {
        if (!_filled.TryTake(out _current))
        {
            _failure?.Throw();
        }
        else if (_observerThread == ObserverThread.Reader)
        {
            _observer?.Invoke(_current);
        }
    }

    private void Fill()
    {
        try
        {
            while (_free.TryTake(out var buffer))
            {
                var count = _source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                if (count == 0)
                {
                    break;
                }

                if (_observerThread == ObserverThread.Stage)
                {
                    _observer?.Invoke(buffer.AsSpan(0, count));
                }

                _filled.Add(new ArraySegment<byte>(buffer, 0, count));
            }
        }
        catch (Exception error)
        {
            // Not swallowed: the reader throws it when it comes to this place in the stream.
            _failure = ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            _filled.Complete();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            _thread.Join();
            _filled.Dispose();
            _free.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }
}
