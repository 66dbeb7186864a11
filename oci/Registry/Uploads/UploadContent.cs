using System.Net;

namespace GraphDriver.Oci.Registry.Uploads;

/// <summary>
/// The body of an upload. Its time limits are those of a body, not of a request: so long for each piece to be taken, so long for
/// the answer after the last; waiting for its own bytes costs no time.
/// </summary>
internal abstract class UploadContent : HttpContent
{
    private readonly Lock _lock = new();
    private Action<TimeSpan>? _limit;
    private RegistryOptions? _options;

    /// <summary>Whether all of it was sent.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Has the limits set on <paramref name="request"/> until the result is disposed.</summary>
    public IDisposable Watch(CancellationTokenSource request, RegistryOptions options)
    {
        _options = options;
        _limit = request.CancelAfter;
        return new Watching(this);
    }

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected sealed override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await SendAsync(stream, cancellationToken).ConfigureAwait(false);
        Limit(_options?.StallTimeout);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        IsSent = true;
        Limit(_options?.UploadTimeout);
    }

    /// <summary>Sends all pieces, each by <see cref="SendPieceAsync"/>.</summary>
    protected abstract Task SendAsync(Stream stream, CancellationToken cancellationToken);

    protected async ValueTask SendPieceAsync(Stream stream, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        Limit(_options?.StallTimeout);
        await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        Limit(Timeout.InfiniteTimeSpan);
    }

    private void Limit(TimeSpan? time)
    {
        lock (_lock)
        {
            if (time is { } limit)
            {
                _limit?.Invoke(limit);
            }
        }
    }

    private sealed class Watching(UploadContent content) : IDisposable
    {
        public void Dispose()
        {
            lock (content._lock)
            {
                content._limit = null;
            }
        }
    }
}
