using System.Buffers;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>Reads small bodies: bounded in size, and in the time that passes between bytes.</summary>
internal static class BoundedBody
{
    private const int MaxDrained = 64 << 10;

    /// <summary>The whole body, of at most <paramref name="maxSize"/> bytes.</summary>
    /// <exception cref="InvalidDataException">There are more; <paramref name="subject"/> is named.</exception>
    /// <exception cref="IOException">The connection broke or stalled.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int maxSize, string subject, TimeSpan stallTimeout, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxSize)
        {
            throw TooLong(subject, maxSize);
        }

        using var body = new MemoryStream((int)(response.Content.Headers.ContentLength ?? 0));
        var ended = await CopyAsync(response, body, maxSize, stallTimeout, cancellationToken).ConfigureAwait(false);
        return ended ? body.ToArray() : throw TooLong(subject, maxSize);
    }

    /// <summary>The start of a body, as much as there is up to <paramref name="maxSize"/> bytes; what breaks ends it.</summary>
    public static async Task<byte[]> ReadStartAsync(HttpResponseMessage response, int maxSize, TimeSpan stallTimeout, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        try
        {
            await CopyAsync(response, body, maxSize, stallTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It only explains an error that is reported without it too.
        }

        return body.ToArray();
    }

    /// <summary>Reads a body of no interest, so that its connection can be used again; a long one ends the connection.</summary>
    public static Task DrainAsync(HttpResponseMessage response, TimeSpan stallTimeout, CancellationToken cancellationToken) =>
        ReadStartAsync(response, MaxDrained, stallTimeout, cancellationToken);

    private static async Task<bool> CopyAsync(HttpResponseMessage response, MemoryStream target, int maxSize, TimeSpan stallTimeout, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            limit.CancelAfter(stallTimeout);
            var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            for (int count; (count = await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false)) > 0;)
            {
                if (target.Length + count > maxSize)
                {
                    return false;
                }

                target.Write(buffer, 0, count);
                limit.CancelAfter(stallTimeout);
            }

            return true;
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no byte came for {stallTimeout.TotalSeconds:0.###} seconds", error);
        }
        catch (HttpRequestException error)
        {
            throw new IOException(error.Message, error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static InvalidDataException TooLong(string subject, int maxSize) => new($"{subject} has more than {maxSize} bytes");
}
