using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GraphDriver.Oci.Model.Json;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry.Auth;

/// <summary>
/// Gets access tokens from the service that a <c>Bearer</c> challenge names: by <c>GET</c> with user and password or anonymously
/// (https://distribution.github.io/distribution/spec/auth/token/), by <c>POST</c> with an identity token
/// (https://distribution.github.io/distribution/spec/auth/oauth/).
/// </summary>
internal sealed class TokenClient(RequestSender sender, RegistryOptions options)
{
    private const int MaxResponse = 1 << 20;
    private const int MaxToken = 32 << 10;

    /// <param name="challenge">The challenge.</param>
    /// <param name="root">The registry that it comes from.</param>
    /// <param name="tls">The registry's profile; a service elsewhere does not see the client certificate.</param>
    /// <param name="scopes">What the token is for.</param>
    /// <param name="credentials">Who asks; null is nobody.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">The service refuses or fails.</exception>
    /// <exception cref="InvalidDataException">Its address or its answer is none.</exception>
    public async Task<BearerToken> GetAsync(
        AuthChallenge challenge, Uri root, TlsProfile tls, IReadOnlyCollection<string> scopes, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var realm = Realm(challenge, root);
        var subject = $"token service {RequestSender.Show(realm)}";
        var fields = Fields(challenge, scopes, credentials);
        var profile = RequestSender.IsSameHost(realm, root) ? tls : tls with { WithoutClientCertificate = true };
        using var response = credentials?.IdentityToken is { } identity
            ? await sender.SendAsync(() => Post(fields, identity), realm, profile, null, cancellationToken).ConfigureAwait(false)
            : await sender.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, (Uri?)null), WithQuery(realm, fields), profile, Basic(credentials), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await RegistryError.ReadAsync(response, subject, options, cancellationToken, credentials).ConfigureAwait(false);
        }

        var body = await BoundedBody.ReadAsync(response, MaxResponse, subject, options.StallTimeout, cancellationToken).ConfigureAwait(false);
        return Parse(body, subject);
    }

    /// <summary>The header of user and password; null where there is no user.</summary>
    public static AuthenticationHeaderValue? Basic(RegistryCredentials? credentials) => credentials is { Username.Length: > 0 }
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}")))
        : null;

    private BearerToken Parse(byte[] body, string subject)
    {
        var fields = JsonFields.Parse(body, subject);
        var token = fields.OptionalString("token") is { Length: > 0 } value ? value : fields.OptionalString("access_token");
        return token is { Length: > 0 and <= MaxToken } && token.All(c => c is > ' ' and <= '~')
            ? BearerToken.Create(token, fields.OptionalInteger("expires_in"), options.Time.GetUtcNow())
            : throw new InvalidDataException($"{subject}: its answer holds no valid token");
    }

    private static Uri Realm(AuthChallenge challenge, Uri root)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || realm.Scheme is not ("http" or "https"))
        {
            throw new InvalidDataException($"{RequestSender.Show(root)} asks for a token and names no valid service for it");
        }

        return root.Scheme == Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttps
            ? throw new InvalidDataException($"{RequestSender.Show(root)} asks for a token of {RequestSender.Show(realm)}, which has no TLS: such a downgrade is refused")
            : realm;
    }

    private static List<(string Name, string Value)> Fields(AuthChallenge challenge, IReadOnlyCollection<string> scopes, RegistryCredentials? credentials)
    {
        var fields = new List<(string Name, string Value)>();
        if (credentials is { IdentityToken: null, Username.Length: > 0 })
        {
            fields.Add(("account", credentials.Username));
        }

        if (challenge["service"] is { } service)
        {
            fields.Add(("service", service));
        }

        fields.AddRange(scopes.Select(scope => ("scope", scope)));
        return fields;
    }

    private static HttpRequestMessage Post(List<(string Name, string Value)> fields, string identityToken) => new(HttpMethod.Post, (Uri?)null)
    {
        Content = new FormUrlEncodedContent(
            [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("grant_type", "refresh_token"), new("refresh_token", identityToken), new("client_id", "graphdriver")]),
    };

    private static Uri WithQuery(Uri realm, List<(string Name, string Value)> fields)
    {
        var query = string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
        return new UriBuilder(realm) { Query = realm.Query is { Length: > 1 } own ? $"{own[1..]}&{query}" : query }.Uri;
    }
}
