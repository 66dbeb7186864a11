using System.Net;
using System.Net.Sockets;
using GraphDriver.Oci.Registry.Server.Http;
using GraphDriver.Oci.Registry.Server.Uploads;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>
/// A registry (https://github.com/opencontainers/distribution-spec/blob/main/spec.md) on a port of this machine:
/// <code>
///   await using var registry = await RegistryServer.StartAsync(new DirectoryContent("/srv/images"), new() { Listen = new(IPAddress.Loopback, 0) });
///   … docker://{registry.EndPoint}/name:tag …
/// </code>
/// It asks nobody who he is. Disposing stops it: requests that are under way may go on for <see cref="RegistryServerOptions.StopTimeout"/>,
/// uploads that are not finished leave nothing.
/// </summary>
public sealed class RegistryServer : IAsyncDisposable
{
    private const int MaxConnections = 1024;

    // So little only that a connection whose other end is gone does not stay: layers are encoded, and taken in, while they flow.
    private const double MinBytesPerSecond = 1;
    private static readonly TimeSpan RateGrace = TimeSpan.FromMinutes(2);

    private readonly KestrelServer _server;
    private readonly UploadSessions _sessions;
    private readonly TimeSpan _stopTimeout;

    private RegistryServer(KestrelServer server, UploadSessions sessions, RegistryServerOptions options)
    {
        (_server, _sessions, _stopTimeout) = (server, sessions, options.StopTimeout);
        var address = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        EndPoint = new IPEndPoint(options.Listen.Address, address.Port);
    }

    /// <summary>Where it listens, with the port that it has got.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts a registry.</summary>
    /// <param name="content">What it serves; the caller's still.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The address is in use, or not one of this machine.</exception>
    public static async Task<RegistryServer> StartAsync(IRegistryContent content, RegistryServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        var sessions = new UploadSessions(options.Time, options.UploadTimeout);
        var server = new KestrelServer(
            Options.Create(Configure(options)),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new RegistryApplication(content, sessions, options), cancellationToken).ConfigureAwait(false);
            return new RegistryServer(server, sessions, options);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            server.Dispose();
            throw new IOException($"cannot listen on {options.Listen}: {error.GetBaseException().Message}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var timeout = new CancellationTokenSource(_stopTimeout))
        {
            await _server.StopAsync(timeout.Token).ConfigureAwait(false);
        }

        _server.Dispose();
        _sessions.Dispose();
    }

    private static KestrelServerOptions Configure(RegistryServerOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(MinBytesPerSecond, RateGrace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(MinBytesPerSecond, RateGrace);
        kestrel.Listen(options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (options.Certificate is { } certificate)
            {
                listen.Use(next => TlsConnections.Wrap(next, certificate, options.Log));
            }
        });
        return kestrel;
    }
}
