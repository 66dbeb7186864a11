using GraphDriver.Oci.Model;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry.Uploads;

/// <summary>Where an upload goes on: the <c>Location</c> of each answer, as the next request's URL.</summary>
internal static class UploadLocation
{
    /// <summary>The URL that an answer names.</summary>
    /// <exception cref="InvalidDataException">It names none, or one without TLS where there was TLS.</exception>
    public static string Of(HttpResponseMessage response, string subject)
    {
        var from = response.RequestMessage!.RequestUri!;
        var location = response.Headers.Location switch
        {
            null => throw new InvalidDataException($"{subject}: the registry does not say where the upload goes on"),
            { IsAbsoluteUri: true } absolute => absolute,
            var relative => new Uri(from, relative),
        };

        // A registry behind a proxy that speaks TLS for it often names itself by http.
        if (from.Scheme == Uri.UriSchemeHttps && location.Scheme == Uri.UriSchemeHttp && location.Host == from.Host)
        {
            location = new UriBuilder(location) { Scheme = Uri.UriSchemeHttps, Port = from.Port }.Uri;
        }

        return location.Scheme == Uri.UriSchemeHttps || (location.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp)
            ? location.AbsoluteUri
            : throw new InvalidDataException($"{subject}: the registry has the upload go to {RequestSender.Show(location)}: such a downgrade is refused");
    }

    /// <summary>The URL that ends the upload.</summary>
    public static string WithDigest(string location, Digest digest) =>
        $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest.ToString())}";
}
