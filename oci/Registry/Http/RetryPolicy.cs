using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>What is worth another try, and when.</summary>
internal sealed class RetryPolicy(RegistryOptions options)
{
    private const int MaxDoublings = 16;

    public int MaxRetries => options.MaxRetries;

    /// <summary>Whether another try may go otherwise: a broken connection, an overloaded or failing server, never a refusal.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        ConnectionException { InnerException: { } reason } => IsTransient(reason),
        RegistryException error => error.StatusCode is { } status && IsTransient(status),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } error =>
            error.InnerException is SocketException { SocketErrorCode: SocketError.TryAgain },
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } error => error.InnerException is not AuthenticationException,
        HttpRequestException error => error.HttpRequestError
            is HttpRequestError.Unknown or HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError,
        TimeoutException or IOException => true,
        _ => false,
    };

    /// <summary>The wait before the try that follows <paramref name="failures"/> failures, one or more.</summary>
    public TimeSpan Delay(int failures, RetryConditionHeaderValue? asked = null)
    {
        if (Asked(asked) is { } wait)
        {
            return Min(wait, options.MaxRetryDelay);
        }

        var delay = options.RetryDelay * (1 << Math.Min(failures - 1, MaxDoublings));
        return Min(delay * (1 + (Random.Shared.NextDouble() / 10)), options.MaxRetryDelay);
    }

    public Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, options.Time, cancellationToken) : Task.CompletedTask;

    private static bool IsTransient(HttpStatusCode status) => status
        is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? Asked(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } when delta >= TimeSpan.Zero => delta,
        { Date: { } date } when date > options.Time.GetUtcNow() => date - options.Time.GetUtcNow(),
        _ => null,
    };

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
