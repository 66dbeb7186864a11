namespace GraphDriver.Oci.Registry;

/// <summary>
/// The body of one response with bytes of a blob. A read that waits longer than the stall timeout, or whose
/// cancellation is asked for, ends with an exception in time, whether it blocks its thread or not.
/// </summary>
internal sealed class BlobBody : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly StallWatch _watch;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly CancellationToken _cancellationToken;

    private BlobBody(HttpResponseMessage response, Stream stream, long offset, TimeSpan stallTimeout, CancellationToken cancellationToken)
    {
        (_response, _stream, Offset, _cancellationToken) = (response, stream, offset, cancellationToken);
        _watch = new StallWatch(stallTimeout, response.Dispose);
        _cancellation = cancellationToken.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
    }

    /// <summary>Where in the blob the next byte belongs; to be set by who has read what belongs nowhere.</summary>
    public long Offset { get; set; }

    /// <param name="response">The response; disposed with the body.</param>
    /// <param name="offset">Where in the blob its first byte belongs.</param>
    /// <param name="stallTimeout">How long a read may wait.</param>
    /// <param name="cancellationToken">Ends reads as long as the body lives.</param>
    public static async Task<BlobBody> OpenAsync(HttpResponseMessage response, long offset, TimeSpan stallTimeout, CancellationToken cancellationToken)
    {
        // The stream of a response whose headers are read is there at once.
        var stream = await response.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false);
        return new BlobBody(response, stream, offset, stallTimeout, cancellationToken);
    }

    /// <exception cref="IOException">The connection broke or stalled.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public int Read(Span<byte> buffer)
    {
        _watch.Begin();
        try
        {
            var count = _stream.Read(buffer);
            Offset += count;
            return count;
        }
        catch (Exception error) when (Translate(error) is { } translated)
        {
            throw translated;
        }
        finally
        {
            _watch.End();
        }
    }

    /// <inheritdoc cref="Read"/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _watch.Begin();
        try
        {
            var count = await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Offset += count;
            return count;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw Translate(error) ?? error;
        }
        finally
        {
            _watch.End();
        }
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        _watch.Dispose();
        _response.Dispose();
    }

    // A response that is disposed under a read makes it fail in several ways.
    private Exception? Translate(Exception error)
    {
        if (_cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException("the download was cancelled", error, _cancellationToken);
        }

        if (_watch.Stalled)
        {
            return new IOException("the connection stalled", error);
        }

        return error is HttpRequestException ? new IOException(error.Message, error) : null;
    }
}
