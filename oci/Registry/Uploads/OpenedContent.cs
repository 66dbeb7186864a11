namespace GraphDriver.Oci.Registry.Uploads;

/// <summary>A body of known length from a stream, which is opened when it is sent.</summary>
internal sealed class OpenedContent : UploadContent
{
    private const int BufferSize = 1 << 18;

    private readonly Func<CancellationToken, Task<Stream>> _open;
    private readonly long _length;

    public OpenedContent(Func<CancellationToken, Task<Stream>> open, long length)
    {
        (_open, _length) = (open, length);
        Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
    }

    /// <summary>What reading the stream failed with; null where it did not.</summary>
    public Exception? ReadFailure { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var source = await Read(() => _open(cancellationToken)).ConfigureAwait(false);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        while (await Read(() => source.ReadAsync(buffer, cancellationToken).AsTask()).ConfigureAwait(false) is > 0 and var count)
        {
            await SendPieceAsync(stream, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> Read<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            ReadFailure = error;
            throw;
        }
    }
}
