namespace GraphDriver.Oci.Registry;

/// <summary>
/// The bytes of a blob, or of a range of it, over as many connections as it takes: where one breaks or stalls, the next one is
/// asked for the rest. Not proven: what a registry sends is handed out as it is. One reader at a time.
/// </summary>
internal sealed class BlobStream : Stream
{
    // Less than this between two breaks is no progress worth another round.
    private const long ProgressSize = 1 << 20;

    private readonly BlobFetch _fetch;
    private readonly long _end;
    private readonly bool _exact;
    private readonly CancellationToken _lifetime;
    private BlobBody? _body;
    private long _position;
    private long _progress;
    private int _failures;

    /// <param name="fetch">Where more comes from.</param>
    /// <param name="body">What comes first; it may begin before <paramref name="start"/>.</param>
    /// <param name="start">The first byte handed out.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="exact">Whether the stream ends at <paramref name="end"/>, whatever follows; else what follows is handed out too, for a check to find it.</param>
    /// <param name="lifetime">Cancels all reads.</param>
    public BlobStream(BlobFetch fetch, BlobBody body, long start, long end, bool exact, CancellationToken lifetime)
    {
        (_fetch, _body, _position, _end, _exact, _lifetime) = (fetch, body, start, end, exact, lifetime);
        _progress = start;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="RegistryException">The connection broke and could not be resumed.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!IsEnd(buffer.Length))
        {
            IOException? failure = null;
            try
            {
                var count = _body!.Read(buffer[..Wanted(buffer.Length)]);
                if (Accept(count) is { } accepted)
                {
                    return accepted;
                }

                if (count > 0)
                {
                    continue;
                }
            }
            catch (IOException error)
            {
                failure = error;
            }

            if (!ResumeAsync(failure).GetAwaiter().GetResult())
            {
                return 0;
            }
        }

        return 0;
    }

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!IsEnd(buffer.Length))
        {
            IOException? failure = null;
            try
            {
                var count = await _body!.ReadAsync(buffer[..Wanted(buffer.Length)], cancellationToken).ConfigureAwait(false);
                if (Accept(count) is { } accepted)
                {
                    return accepted;
                }

                if (count > 0)
                {
                    continue;
                }
            }
            catch (IOException error)
            {
                failure = error;
            }

            if (!await ResumeAsync(failure).ConfigureAwait(false))
            {
                return 0;
            }
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body?.Dispose();
            _body = null;
        }

        base.Dispose(disposing);
    }

    private bool IsEnd(int wanted)
    {
        ObjectDisposedException.ThrowIf(_body is null, this);
        return wanted == 0 || (_exact && _position == _end);
    }

    // Where a server ignored the range, the buffer first serves for what we have already.
    private int Wanted(int size)
    {
        var before = _position - _body!.Offset;
        var rest = _exact ? _end - _position : size;
        return (int)Math.Min(size, before > 0 ? before : rest);
    }

    /// <summary>What a read of <paramref name="count"/> bytes hands out; null where there is nothing yet.</summary>
    private int? Accept(int count)
    {
        if (count == 0)
        {
            return _position >= _end ? 0 : null;
        }

        if (_body!.Offset <= _position)
        {
            return null;
        }

        _position += count;
        return count;
    }

    /// <summary>Goes on over another connection; false where the blob has no more bytes.</summary>
    private async Task<bool> ResumeAsync(IOException? failure)
    {
        if (_position >= _end)
        {
            // All is here: how the connection ended says nothing.
            return false;
        }

        if (_position - _progress >= ProgressSize)
        {
            _failures = 0;
        }

        _progress = _position;
        _failures++;
        _body!.Dispose();
        var next = await _fetch.ResumeAsync(_position, _end, _failures, failure, _lifetime).ConfigureAwait(false);
        if (next is null)
        {
            return _exact ? throw new InvalidDataException($"{_fetch.Subject}: it ends at byte {_position}, before the range asked for") : false;
        }

        _body = next;
        return true;
    }
}
