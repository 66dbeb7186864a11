using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry;

/// <summary>
/// One registry as one repository's client sees it: where it answers (found once, by the ping <c>GET /v2/</c>) and who we are to
/// it. Tries again what may succeed then.
/// </summary>
internal sealed class RegistryHost : IDisposable
{
    private readonly string _host;
    private readonly bool _insecure;
    private readonly RegistryOptions _options;
    private readonly RequestSender _sender;
    private readonly TlsProfile _tls;
    private readonly RetryPolicy _retry;
    private readonly SemaphoreSlim _pinging = new(1);
    private Uri? _root;

    public RegistryHost(string host, bool insecure, HttpConnections connections, RegistryOptions options)
    {
        (_host, _insecure, _options) = (host, insecure, options);
        _sender = new RequestSender(connections, options);
        _tls = new TlsProfile(insecure, null);
        _retry = new RetryPolicy(options);
    }

    public RetryPolicy Retry => _retry;

    /// <summary>Sends a request until it is answered by one of the statuses it expects; the body is unread.</summary>
    /// <exception cref="RegistryException">It was refused, or failed too often.</exception>
    /// <exception cref="InvalidDataException">The answer breaks the protocol.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            TimeSpan delay;
            try
            {
                return await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (failures <= _retry.MaxRetries && RetryPolicy.IsTransient(error))
            {
                delay = _retry.Delay(failures, (error as RegistryException)?.RetryAfter);
                _options.Log?.Invoke($"{error.Message}; trying again in {delay.TotalSeconds:0.0} s ({failures} of {_retry.MaxRetries})");
            }
            catch (Exception error) when (error is HttpRequestException or TimeoutException)
            {
                throw RegistryError.From(error, request.Subject, _host);
            }

            await _retry.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _pinging.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var root = _root ?? await PingAsync(cancellationToken).ConfigureAwait(false);
        AuthenticationHeaderValue? authorization = null;
        var response = await _sender.SendAsync(request.CreateMessage, new Uri(root, request.Path), _tls, authorization, cancellationToken).ConfigureAwait(false);
        if (request.Expected.Contains(response.StatusCode))
        {
            return response;
        }

        using (response)
        {
            throw await RegistryError.ReadAsync(response, request.Subject, _options, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Uri> PingAsync(CancellationToken cancellationToken)
    {
        await _pinging.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _root ??= await FindRootAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pinging.Release();
        }
    }

    // HTTPS first, also of insecure registries: plain HTTP is for those that have nothing better.
    private async Task<Uri> FindRootAsync(CancellationToken cancellationToken)
    {
        var root = new Uri($"https://{_host}/");
        try
        {
            await PingAsync(root, cancellationToken).ConfigureAwait(false);
            return root;
        }
        catch (Exception secure) when (_insecure && secure is HttpRequestException or TimeoutException or RegistryException)
        {
            root = new Uri($"http://{_host}/");
            try
            {
                await PingAsync(root, cancellationToken).ConfigureAwait(false);
                return root;
            }
            catch (Exception plain) when (plain is HttpRequestException or TimeoutException && secure is RegistryException)
            {
                // What a registry said over HTTPS tells more than that it has no plain HTTP.
                ExceptionDispatchInfo.Throw(secure);
                throw;
            }
        }
    }

    private async Task PingAsync(Uri root, CancellationToken cancellationToken)
    {
        using var response = await _sender.SendAsync(
            static () => new HttpRequestMessage(HttpMethod.Get, (Uri?)null), new Uri(root, "/v2/"), _tls, null, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Unauthorized))
        {
            throw await RegistryError.ReadAsync(response, RequestSender.Show(root), _options, cancellationToken).ConfigureAwait(false);
        }

        await BoundedBody.DrainAsync(response, _options.StallTimeout, cancellationToken).ConfigureAwait(false);
    }
}
