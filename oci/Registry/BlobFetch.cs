using System.Net;
using System.Net.Http.Headers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry;

/// <summary>The requests for one blob of a repository.</summary>
internal sealed class BlobFetch(RegistryHost host, RegistryOptions options, string repository, string path, Descriptor blob)
{
    /// <summary>How errors name the blob.</summary>
    public string Subject { get; } = $"{repository}: blob {blob.Digest}";

    /// <summary>Asks for the whole blob.</summary>
    public async Task<BlobBody> OpenAsync(CancellationToken cancellationToken)
    {
        var response = await host.SendAsync(Request(), cancellationToken).ConfigureAwait(false);
        return await OpenWholeAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a range; the response may be any of <see cref="RangeAnswers"/>.</summary>
    public Task<HttpResponseMessage> RequestRangeAsync(long start, long end, CancellationToken cancellationToken) =>
        host.SendAsync(Request() with { Range = (start, end - 1), Expected = RangeAnswers }, cancellationToken);

    /// <summary>
    /// Asks for what is missing after a break. The body may begin before <paramref name="position"/>, where the server ignores
    /// ranges. Null where it has no byte there, so that the blob ends before its time.
    /// </summary>
    /// <exception cref="RegistryException">It broke too often without progress, or cannot be asked again.</exception>
    public async Task<BlobBody?> ResumeAsync(long position, long end, int failures, IOException? failure, CancellationToken cancellationToken)
    {
        var reason = failure?.Message ?? "it ended too early";
        if (failures > host.Retry.MaxRetries)
        {
            throw new RegistryException(Subject, $"the connection broke at byte {position} of {blob.Size}, again and again: {reason}", failure);
        }

        options.Log?.Invoke($"{Subject}: {reason}; resuming at byte {position} of {blob.Size}");
        if (failures > 1)
        {
            await host.Retry.WaitAsync(host.Retry.Delay(failures - 1), cancellationToken).ConfigureAwait(false);
        }

        if (position == 0)
        {
            return await OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        var response = await RequestRangeAsync(position, end, cancellationToken).ConfigureAwait(false);
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                return (await OpenPartAsync(response, position, end, cancellationToken).ConfigureAwait(false)).Body;
            case HttpStatusCode.OK:
                return await OpenWholeAsync(response, cancellationToken).ConfigureAwait(false);
            default:
                await BoundedBody.DrainAsync(response, options.StallTimeout, cancellationToken).ConfigureAwait(false);
                var isShort = response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable;
                response.Dispose();
                return isShort ? null : await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a 200 as the whole blob.</summary>
    public async Task<BlobBody> OpenWholeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength is { } length && length != blob.Size)
        {
            response.Dispose();
            throw new InvalidDataException($"{Subject}: expected {blob.Size} bytes, the registry has {length}");
        }

        return await BlobBody.OpenAsync(response, 0, options.StallTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes a 206 as bytes from <paramref name="start"/> on, up to <paramref name="end"/> at most, and tells the end that it has. Of several parts the
    /// first one counts.
    /// </summary>
    /// <exception cref="InvalidDataException">It has others.</exception>
    public async Task<(BlobBody Body, long End)> OpenPartAsync(HttpResponseMessage response, long start, long end, CancellationToken cancellationToken)
    {
        var headers = response.Content.Headers;
        var boundary = MultipartHead.BoundaryOf(headers.ContentType);
        if (boundary is null)
        {
            var partEnd = CheckRange(response, headers.ContentRange, headers.ContentLength, start, end);
            return (await BlobBody.OpenAsync(response, start, options.StallTimeout, cancellationToken).ConfigureAwait(false), partEnd);
        }

        var body = await BlobBody.OpenAsync(response, 0, options.StallTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            var range = await MultipartHead.ReadAsync(body, boundary, Subject, cancellationToken).ConfigureAwait(false);
            var partEnd = CheckRange(response, range, null, start, end);
            body.Offset = start;
            return (body, partEnd);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private long CheckRange(HttpResponseMessage response, ContentRangeHeaderValue? range, long? length, long start, long end)
    {
        if (range is { Unit: "bytes", From: { } first, To: { } last }
            && first == start && last >= first && last < end
            && (range.Length is null || range.Length == blob.Size)
            && (length is null || length == last - first + 1))
        {
            return last + 1;
        }

        response.Dispose();
        throw new InvalidDataException(
            $"{Subject}: asked for bytes {start}-{end - 1} of {blob.Size}, the registry sends '{range?.ToString() ?? "no Content-Range"}'");
    }

    private static readonly HttpStatusCode[] RangeAnswers =
    [
        HttpStatusCode.OK, HttpStatusCode.PartialContent,
        HttpStatusCode.BadRequest, HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.NotImplemented,
    ];

    private RegistryRequest Request() => new()
    {
        Method = HttpMethod.Get,
        Path = $"/v2/{path}/blobs/{blob.Digest}",
        Subject = Subject,
    };
}
