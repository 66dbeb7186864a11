using System.Net;
using GraphDriver.Oci.Model.Json;
using GraphDriver.Oci.Registry.Auth;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry;

/// <summary>Turns what went wrong into a <see cref="RegistryException"/> that says what to do.</summary>
internal static class RegistryError
{
    private const int MaxBody = 64 << 10;
    private const int MaxText = 300;
    private const int MaxErrors = 100;

    /// <summary>The error that a response tells of; its body is read.</summary>
    public static async Task<RegistryException> ReadAsync(
        HttpResponseMessage response, string subject, RegistryOptions options, CancellationToken cancellationToken, RegistryCredentials? credentials = null)
    {
        var body = await BoundedBody.ReadStartAsync(response, MaxBody, options.StallTimeout, cancellationToken).ConfigureAwait(false);
        var (code, message) = Parse(body);
        var said = message is null && code is null ? ""
            : $" (the registry says: {string.Join(": ", new[] { code, message }.Where(part => part is not null))})";
        return new RegistryException(subject, Explain(response.StatusCode, credentials) + said)
        {
            StatusCode = response.StatusCode,
            ErrorCode = code,
            RetryAfter = response.Headers.RetryAfter,
        };
    }

    /// <summary>The error that a broken connection, to <paramref name="host"/> or where it redirects to, makes.</summary>
    public static RegistryException From(IOException failure, string subject, string host)
    {
        var reason = Innermost(failure).Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        host = failure is ConnectionException { Host: var other } ? other : host;
        return new RegistryException(subject, failure.InnerException switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                $"no trusted TLS connection to {host}: {reason}; put its authority's certificate into certs.d, or use --tls-verify=false",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"the host {host} was not found: {reason}",
            _ => $"the connection to {host} failed: {reason}",
        }, failure);
    }

    private static string Explain(HttpStatusCode status, RegistryCredentials? credentials) => status switch
    {
        HttpStatusCode.Unauthorized when credentials is null => "authentication required: use --creds USER:PASSWORD or --authfile FILE",
        HttpStatusCode.Unauthorized => $"the credentials of {credentials} are refused: check --creds, --authfile or the credential store",
        HttpStatusCode.Forbidden when credentials is null => "access denied: use --creds USER:PASSWORD or --authfile FILE",
        HttpStatusCode.Forbidden => $"access denied to {credentials}: these credentials do not allow it",
        HttpStatusCode.NotFound => "not found in the registry: check the name and the tag",
        HttpStatusCode.RequestEntityTooLarge => "too large for the registry, or for a proxy before it: its limit has to be raised",
        HttpStatusCode.TooManyRequests when credentials is null => "the registry's limit is reached: try again later, or use --creds USER:PASSWORD",
        HttpStatusCode.TooManyRequests => "the registry's limit is reached: try again later",
        _ when (int)status >= 500 => $"the registry fails with {Name(status)}: try again later",
        _ => $"the registry answers {Name(status)}",
    };

    private static string Name(HttpStatusCode status) => Enum.IsDefined(status) ? $"{(int)status} {status}" : $"{(int)status}";

    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes; any other body says nothing to us.
    private static (string? Code, string? Message) Parse(byte[] body)
    {
        try
        {
            var fields = JsonFields.Parse(body, "");
            return fields.Objects("errors", MaxErrors) is [var first, ..]
                ? (Clean(first.OptionalString("code")), Clean(first.OptionalString("message")))
                : (null, Clean(fields.OptionalString("details") ?? fields.OptionalString("message")));
        }
        catch (InvalidDataException)
        {
            return (null, null);
        }
    }

    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var line = string.Concat(text.Trim().Take(MaxText).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > MaxText ? line + "…" : line;
    }

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner and not OperationCanceledException)
        {
            failure = inner;
        }

        return failure;
    }
}
