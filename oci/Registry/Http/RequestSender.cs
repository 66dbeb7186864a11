using System.Net;
using System.Net.Http.Headers;
using GraphDriver.Oci.Registry.Uploads;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>Sends one request, within the time limits, and follows redirects. Credentials never reach another host than the one they are for.</summary>
internal sealed class RequestSender(HttpConnections connections, RegistryOptions options)
{
    private const int MaxRedirects = 10;

    /// <summary>Sends <paramref name="create"/>'s message to <paramref name="uri"/>; the response's body is unread.</summary>
    /// <exception cref="ConnectionException">There was no response, or not in time.</exception>
    /// <exception cref="InvalidDataException">A redirect that must not be followed.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create, Uri uri, TlsProfile tls, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(create, uri, tls, authorization, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode))
            {
                return response;
            }

            using (response)
            {
                var target = redirects < MaxRedirects
                    ? Target(response, uri)
                    : throw new InvalidDataException($"{Show(uri)} redirects more than {MaxRedirects} times");
                if (!IsSameHost(uri, target))
                {
                    // Once away there is no way back to them: a redirect from elsewhere chooses the request.
                    authorization = null;
                    tls = tls with { WithoutClientCertificate = true };
                }

                await BoundedBody.DrainAsync(response, options.StallTimeout, cancellationToken).ConfigureAwait(false);
                uri = target;
            }
        }
    }

    /// <summary>A URL for messages and logs: without user and query, which may be secrets.</summary>
    public static string Show(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Whether credentials for one are credentials for the other.</summary>
    public static bool IsSameHost(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRedirect(HttpStatusCode status) => status
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    // 307 and 308 alone keep method and body of a request that changes something.
    private static bool CanBeRepeated(HttpRequestMessage request, HttpStatusCode status) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
        || (status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && request.Content is not PipeContent);

    private static Uri Target(HttpResponseMessage response, Uri from)
    {
        if (response.RequestMessage is { } request && !CanBeRepeated(request, response.StatusCode))
        {
            throw new InvalidDataException($"{Show(from)} redirects a request that must not be repeated elsewhere");
        }

        var target = response.Headers.Location switch
        {
            null => throw new InvalidDataException($"{Show(from)} redirects to nowhere: there is no valid Location in its answer"),
            { IsAbsoluteUri: true } absolute => absolute,
            var relative => new Uri(from, relative),
        };
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)
        {
            throw new InvalidDataException($"{Show(from)} redirects to the unsupported scheme '{target.Scheme}'");
        }

        return from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps
            ? throw new InvalidDataException($"{Show(from)} redirects from https to {Show(target)}: such a downgrade is refused")
            : target;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> create, Uri uri, TlsProfile tls, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var message = create();
        message.RequestUri = uri;
        message.Version = HttpVersion.Version20;
        message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        message.Headers.Authorization = authorization;
        message.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        message.Headers.TryAddWithoutValidation("Docker-Distribution-API-Version", "registry/2.0");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HeaderTimeout);
        using var watched = (message.Content as UploadContent)?.Watch(limit, options);
        try
        {
            var response = await connections.For(tls).SendAsync(message, limit.Token).ConfigureAwait(false);
            options.Log?.Invoke($"{message.Method} {Show(uri)} -> {(int)response.StatusCode}");
            return response;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = error is HttpRequestException ? error : new TimeoutException("no answer came in time", error);
            options.Log?.Invoke($"{message.Method} {Show(uri)} -> {reason.Message}");
            throw new ConnectionException(uri.Authority, reason);
        }
    }
}
