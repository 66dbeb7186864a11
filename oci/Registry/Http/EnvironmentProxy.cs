using System.Net;
using GraphDriver.Oci.Registry.Configuration;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>
/// The proxies that <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> name, upper-case before lower-case, by the
/// rules that tools written in Go have in common (https://pkg.go.dev/golang.org/x/net/http/httpproxy).
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly NoProxyRules _exceptions;

    private EnvironmentProxy(Uri? http, Uri? https, NoProxyRules exceptions)
    {
        (_http, _https, _exceptions) = (http, https, exceptions);
        Credentials = new ProxyCredentials();
    }

    /// <summary>The user and password in a proxy's own URL.</summary>
    public ICredentials? Credentials { get; set; }

    /// <summary>The proxies of an environment; null where it names none.</summary>
    /// <exception cref="InvalidDataException">A variable holds no URL of a proxy.</exception>
    public static EnvironmentProxy? From(HostEnvironment environment)
    {
        var (http, https) = (Find(environment, "HTTP_PROXY"), Find(environment, "HTTPS_PROXY"));
        return http is null && https is null
            ? null
            : new EnvironmentProxy(http, https, NoProxyRules.Parse(environment.Text("NO_PROXY") ?? environment.Text("no_proxy") ?? ""));
    }

    public Uri? GetProxy(Uri destination) =>
        IsBypassed(destination) ? null : destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    public bool IsBypassed(Uri host) => _exceptions.Match(host.IdnHost, host.Port);

    private static Uri? Find(HostEnvironment environment, string name)
    {
        var lower = name.ToLowerInvariant();
        if ((environment.Text(name) ?? environment.Text(lower)) is not { } text)
        {
            return null;
        }

        var url = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        // socks5h asks the proxy to look names up, which is the one way that socks5 is spoken here.
        url = url.StartsWith("socks5h://", StringComparison.OrdinalIgnoreCase) ? "socks5" + url["socks5h".Length..] : url;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.Scheme is "http" or "https" or "socks5"
            ? uri
            : throw new InvalidDataException($"the environment variable {(environment.Text(name) is null ? lower : name)} is not the URL of an http, https or socks5 proxy");
    }

    private sealed class ProxyCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            if (uri.UserInfo.Length == 0)
            {
                return null;
            }

            var colon = uri.UserInfo.IndexOf(':');
            var (user, password) = colon < 0 ? (uri.UserInfo, "") : (uri.UserInfo[..colon], uri.UserInfo[(colon + 1)..]);
            return new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }
    }
}
