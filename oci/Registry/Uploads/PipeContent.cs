using System.IO.Pipelines;

namespace GraphDriver.Oci.Registry.Uploads;

/// <summary>A body of unknown length that is sent while it is written into a pipe; once.</summary>
internal sealed class PipeContent : UploadContent
{
    private readonly PipeReader _reader;
    private int _state;

    public PipeContent(PipeReader reader)
    {
        _reader = reader;
        Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <summary>Ends the sending, if it goes on or may still begin: whoever writes into the pipe learns it.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _state, 1) == 0)
        {
            _reader.Complete();
        }
        else
        {
            _reader.CancelPendingRead();
        }
    }

    protected override async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _state, 1) != 0)
        {
            throw new InvalidOperationException("the upload was begun before");
        }

        try
        {
            await SendAllAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task SendAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCanceled)
            {
                throw new IOException("the upload was given up");
            }

            foreach (var piece in read.Buffer)
            {
                await SendPieceAsync(stream, piece, cancellationToken).ConfigureAwait(false);
            }

            _reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
