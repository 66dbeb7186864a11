using System.Buffers;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Server.Http;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Endpoints;

/// <summary>Serves blobs, whole or a range of them, and removes them (end-2 and end-10 of the specification).</summary>
internal sealed class BlobEndpoint(IBlobContent content, IContentWriter? writer)
{
    private const int BufferSize = 256 << 10;

    public async Task GetAsync(HttpContext context, RepositoryName repository, string text)
    {
        var digest = RequestedDigest.Parse(text);
        var blob = content.FindBlob(repository, digest) ?? throw RefusalException.UnknownBlob($"{digest} in {repository}");
        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        if (EntityTag.TryAnswerUnchanged(context, digest))
        {
            return;
        }

        var isHead = HttpMethods.IsHead(context.Request.Method);
        var (offset, length) = (0L, blob.Size);
        if (!isHead && RequestedRange.Of(context.Request, digest, blob.Size) is { } range)
        {
            if (range.Length == 0)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = $"bytes */{blob.Size}";
                return;
            }

            (offset, length) = range;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {offset}-{offset + length - 1}/{blob.Size}";
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = length;
        if (!isHead && length > 0)
        {
            await using var section = blob.OpenSection(offset, length);
            await CopyAsync(section, response.Body, length, context.RequestAborted).ConfigureAwait(false);
        }
    }

    public void Delete(HttpContext context, RepositoryName repository, string text)
    {
        var digest = RequestedDigest.Parse(text);
        var isGone = (writer ?? throw RefusalException.ReadOnly()).DeleteBlob(repository, digest);
        context.Response.StatusCode = isGone ? StatusCodes.Status202Accepted : throw RefusalException.UnknownBlob($"{digest} in {repository}");
    }

    private static async Task CopyAsync(Stream section, Stream target, long length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // The read after the last byte, too: a stream that proves itself does so at its end.
            for (int count; (count = await section.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; length -= count)
            {
                await target.WriteAsync(buffer.AsMemory(0, (int)Math.Min(count, length)), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (length != 0)
        {
            throw new InvalidDataException("the blob is not as long as it should be");
        }
    }
}
