using System.Net.Http.Headers;
using System.Text;

namespace GraphDriver.Oci.Registry;

/// <summary>
/// The beginning of a body of type multipart/byteranges (https://www.rfc-editor.org/rfc/rfc9110#section-14.6), up to the first part's
/// content. Some servers send one where a single range was asked for.
/// </summary>
internal static class MultipartHead
{
    private const int MaxSize = 8 << 10;
    private const string ContentRange = "Content-Range:";

    /// <summary>The line between parts, without the hyphens before it; null where the type is another one.</summary>
    public static string? BoundaryOf(MediaTypeHeaderValue? type) =>
        string.Equals(type?.MediaType, "multipart/byteranges", StringComparison.OrdinalIgnoreCase)
            ? type!.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') ?? ""
            : null;

    /// <summary>Reads to the first byte of the first part; returns the range that it is of, null where it does not say.</summary>
    /// <exception cref="InvalidDataException">There is no part, or its head is too long.</exception>
    public static async Task<ContentRangeHeaderValue?> ReadAsync(BlobBody body, string boundary, string subject, CancellationToken cancellationToken)
    {
        ContentRangeHeaderValue? range = null;
        var isInside = false;
        for (var left = MaxSize; left > 0;)
        {
            var line = await ReadLineAsync(body, left, cancellationToken).ConfigureAwait(false);
            if (line is null)
            {
                break;
            }

            left -= line.Length + 1;
            if (isInside && line.Length == 0)
            {
                return range;
            }

            isInside |= line == "--" + boundary;
            if (isInside && line.StartsWith(ContentRange, StringComparison.OrdinalIgnoreCase))
            {
                range = ContentRangeHeaderValue.TryParse(line[ContentRange.Length..], out var parsed) ? parsed : null;
            }
        }

        throw new InvalidDataException($"{subject}: the registry sends several parts, but the first one does not begin within {MaxSize} bytes");
    }

    // Byte by byte: what follows the head is content. Null where the line does not end.
    private static async Task<string?> ReadLineAsync(BlobBody body, int most, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (line.Length < most && await body.ReadAsync(next, cancellationToken).ConfigureAwait(false) > 0)
        {
            if (next[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next[0]);
        }

        return null;
    }
}
