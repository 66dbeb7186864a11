using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using GraphDriver.Oci.Registry.Auth;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry;

/// <summary>
/// One registry as one repository's client sees it: where it answers and whether it wants to know who we are (found once, by the
/// ping <c>GET /v2/</c>). Tries again what may succeed then.
/// </summary>
internal sealed class RegistryHost : IDisposable
{
    // The first 401 tells how to authenticate, a second one may ask for another scope.
    private const int MaxReconsiderations = 2;

    private readonly string _host;
    private readonly IReadOnlyList<string> _scopes;
    private readonly Func<CancellationToken, Task<RegistryCredentials?>> _findCredentials;
    private readonly HttpConnections _connections;
    private readonly RegistryOptions _options;
    private readonly RequestSender _sender;
    private readonly TlsProfile _tls;
    private readonly RetryPolicy _retry;
    private readonly Authenticator _authenticator;
    private readonly SemaphoreSlim _pinging = new(1);
    private Uri? _root;

    /// <param name="host"><c>host[:port]</c> of the API.</param>
    /// <param name="tls">How it is trusted; with any certificate goes plain HTTP too.</param>
    /// <param name="scopes">What access tokens are for.</param>
    /// <param name="findCredentials">Who we are, asked once and only where the registry wants to know.</param>
    /// <param name="connections">Shared with others.</param>
    /// <param name="options">Limits, log and clock.</param>
    public RegistryHost(
        string host, TlsProfile tls, IReadOnlyList<string> scopes, Func<CancellationToken, Task<RegistryCredentials?>> findCredentials, HttpConnections connections, RegistryOptions options)
    {
        (_host, _tls, _scopes, _findCredentials, _connections, _options) = (host, tls, scopes, findCredentials, connections, options);
        _sender = new RequestSender(connections, options);
        _retry = new RetryPolicy(options);
        _authenticator = new Authenticator(new TokenClient(_sender, options), findCredentials, scopes, tls, options);
    }

    /// <summary><c>host[:port]</c> of the API.</summary>
    public string Name => _host;

    public RetryPolicy Retry => _retry;

    /// <summary>The same registry, seen by a client whose access tokens are for one thing more.</summary>
    public RegistryHost With(string scope) => new(_host, _tls, [.. _scopes, scope], _findCredentials, _connections, _options);

    /// <summary>The error that a broken connection makes, named; any other as it is.</summary>
    public Exception Explain(Exception failure, string subject) =>
        failure is IOException broken and not RegistryException ? RegistryError.From(broken, subject, _host) : failure;

    /// <summary>Sends a request until it is answered by one of the statuses it expects; the body is unread.</summary>
    /// <inheritdoc cref="SendAsync{T}"/>
    public Task<HttpResponseMessage> SendAsync(RegistryRequest request, CancellationToken cancellationToken) =>
        SendAsync(request, Task.FromResult, cancellationToken);

    /// <summary>Sends a request until it is answered by one of the statuses it expects and <paramref name="read"/> has read that; it disposes the response.</summary>
    /// <exception cref="RegistryException">It was refused, or failed too often.</exception>
    /// <exception cref="InvalidDataException">The answer breaks the protocol.</exception>
    public async Task<T> SendAsync<T>(RegistryRequest request, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            TimeSpan delay;
            try
            {
                var response = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
                return await read(response).ConfigureAwait(false);
            }
            catch (IOException error) when (!request.IsOneShot && failures <= _retry.MaxRetries && RetryPolicy.IsTransient(error))
            {
                delay = _retry.Delay(failures, (error as RegistryException)?.RetryAfter);
                _options.Log?.Invoke($"{error.Message}; trying again in {delay.TotalSeconds:0.0} s ({failures} of {_retry.MaxRetries})");
            }
            catch (IOException error) when (error is not RegistryException && !request.IsOneShot)
            {
                throw RegistryError.From(error, request.Subject, _host);
            }

            await _retry.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _pinging.Dispose();
        _authenticator.Dispose();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var root = _root ?? await PingAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            // A registry may name another host to upload to, which has no business with who we are.
            var uri = new Uri(root, request.Path);
            var isOwn = RequestSender.IsSameHost(uri, root);
            var authorization = isOwn ? await _authenticator.AuthorizeAsync(root, cancellationToken).ConfigureAwait(false) : null;
            var tls = isOwn ? _tls : _tls with { WithoutClientCertificate = true };
            var response = await _sender.SendAsync(request.CreateMessage, uri, tls, authorization, cancellationToken).ConfigureAwait(false);
            if (request.Expected.Contains(response.StatusCode))
            {
                return response;
            }

            using (response)
            {
                if (!await IsWorthAnotherAsync(response, root, authorization, attempt, cancellationToken).ConfigureAwait(false) || request.IsOneShot)
                {
                    throw await RegistryError.ReadAsync(response, request.Subject, _options, cancellationToken, _authenticator.Credentials).ConfigureAwait(false);
                }

                await BoundedBody.DrainAsync(response, _options.StallTimeout, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Of the registry itself alone: a host that it redirects to has no say in who we are.
    private async Task<bool> IsWorthAnotherAsync(
        HttpResponseMessage response, Uri root, AuthenticationHeaderValue? used, int attempt, CancellationToken cancellationToken) =>
        response.StatusCode == HttpStatusCode.Unauthorized
        && attempt <= MaxReconsiderations
        && RequestSender.IsSameHost(response.RequestMessage!.RequestUri!, root)
        && await _authenticator.ReconsiderAsync(response, used, cancellationToken).ConfigureAwait(false);

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
        catch (Exception secure) when (_tls.AcceptAnyCertificate && secure is ConnectionException or RegistryException)
        {
            root = new Uri($"http://{_host}/");
            try
            {
                await PingAsync(root, cancellationToken).ConfigureAwait(false);
                return root;
            }
            catch (ConnectionException) when (secure is RegistryException)
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

        _authenticator.Learn(AuthChallenge.In(response));
        await BoundedBody.DrainAsync(response, _options.StallTimeout, cancellationToken).ConfigureAwait(false);
    }
}
