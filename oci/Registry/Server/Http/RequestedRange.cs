using System.Net.Http.Headers;
using GraphDriver.Oci.Model;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>The one range of a blob that a request asks for (RFC 9110, section 14).</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">How many bytes it has; 0 where the blob has none of what is asked for.</param>
internal readonly record struct RequestedRange(long Offset, long Length)
{
    /// <summary>
    /// The range; null where the whole is to be sent: none is asked for, several are, it is written wrongly, or it is wanted of another content.
    /// </summary>
    public static RequestedRange? Of(HttpRequest request, Digest digest, long size)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range, out var header)
            || header is not { Unit: "bytes", Ranges: { Count: 1 } ranges }
            || (request.Headers.IfRange is { Count: > 0 } condition && condition != EntityTag.Of(digest)))
        {
            return null;
        }

        var range = ranges.First();
        if (range.From is not { } from)
        {
            var length = Math.Min(range.To ?? 0, size);
            return new RequestedRange(size - length, length);
        }

        return new RequestedRange(from, from < size ? Math.Min(range.To ?? long.MaxValue, size - 1) - from + 1 : 0);
    }
}
