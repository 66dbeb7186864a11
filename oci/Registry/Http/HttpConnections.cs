using System.Net;
using System.Net.Security;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>
/// The connections to registries and to the hosts that they redirect to, pooled. Redirects, cookies, credentials and
/// decompression are left to us: a registry decides about none of them.
/// </summary>
internal sealed class HttpConnections(RegistryOptions options) : IDisposable
{
    // One blob fills a fast link with the window that grows from here; the default of 64 KiB needs many round trips for it.
    private const int InitialWindow = 1 << 20;
    private const int MaxHeadersKilobytes = 64;

    // How long an upload waits to be asked for: most registries do at once, some never.
    private static readonly TimeSpan ContinueTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<TlsProfile, HttpMessageInvoker> _invokers = [];
    private readonly EnvironmentProxy? _proxy = EnvironmentProxy.From(options.Environment);

    /// <summary>What sends requests under this profile.</summary>
    /// <exception cref="InvalidDataException">The profile's folder holds no valid certificates.</exception>
    public HttpMessageInvoker For(TlsProfile profile)
    {
        lock (_invokers)
        {
            if (!_invokers.TryGetValue(profile, out var invoker))
            {
                invoker = new HttpMessageInvoker(CreateHandler(profile));
                _invokers.Add(profile, invoker);
            }

            return invoker;
        }
    }

    public void Dispose()
    {
        lock (_invokers)
        {
            foreach (var invoker in _invokers.Values)
            {
                invoker.Dispose();
            }

            _invokers.Clear();
        }
    }

    private SocketsHttpHandler CreateHandler(TlsProfile profile) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = _proxy is not null,
        Proxy = _proxy,
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.MaxConnectionsPerHost,
        Expect100ContinueTimeout = ContinueTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
        MaxResponseHeadersLength = MaxHeadersKilobytes,
        // Disposing a response closes its connection at once: that is how a stalled or unwanted body is ended.
        MaxResponseDrainSize = 0,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = InitialWindow,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ActivityHeadersPropagator = null,
        SslOptions = CreateSslOptions(profile),
    };

    private static SslClientAuthenticationOptions CreateSslOptions(TlsProfile profile)
    {
        var ssl = new SslClientAuthenticationOptions();
        if (profile.AcceptAnyCertificate)
        {
#pragma warning disable CA5359 // The user asked for it, by --tls-verify=false or "insecure" in registries.conf.
            ssl.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (profile.CertificateFolder is { } folder)
        {
            HostCertificates.Load(folder).ApplyTo(ssl, withClient: !profile.WithoutClientCertificate);
        }

        return ssl;
    }
}
