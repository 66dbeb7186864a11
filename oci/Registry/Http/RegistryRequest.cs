using System.Net;
using System.Net.Http.Headers;
using GraphDriver.Oci.Registry.Uploads;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>One call of the distribution API, as often as it has to be sent.</summary>
internal sealed record RegistryRequest
{
    // A body so small is sent at once.
    private const long MaxUnasked = 256 << 10;

    public required HttpMethod Method { get; init; }

    /// <summary>The path below the registry's root, such as <c>/v2/name/manifests/tag</c>, or a URL that the registry named.</summary>
    public required string Path { get; init; }

    /// <summary>How errors name what is asked for.</summary>
    public required string Subject { get; init; }

    /// <summary>The <c>Accept</c> header, one media type each.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The first and last byte asked for; null asks for all.</summary>
    public (long First, long Last)? Range { get; init; }

    /// <summary>Makes the body anew for each time that it is sent; null sends none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>Whether the body can be sent but once: then there is one try.</summary>
    public bool IsOneShot { get; init; }

    /// <summary>The answers that the caller deals with; all others are errors.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [HttpStatusCode.OK];

    public HttpRequestMessage CreateMessage()
    {
        var message = new HttpRequestMessage(Method, (Uri?)null);
        foreach (var type in Accept)
        {
            message.Headers.TryAddWithoutValidation("Accept", type);
        }

        if (Range is { } range)
        {
            message.Headers.Range = new RangeHeaderValue(range.First, range.Last);
        }

        message.Content = Body?.Invoke();
        if (message.Content is UploadContent { Headers.ContentLength: null or > MaxUnasked })
        {
            // A refusal comes before the bytes, not in their midst.
            message.Headers.ExpectContinue = true;
        }

        return message;
    }
}
