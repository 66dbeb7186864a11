using System.Net;
using System.Net.Security;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>How a registry is served.</summary>
public sealed class RegistryServerOptions
{
    /// <summary>Where it listens; a free port where that is 0. Default 127.0.0.1:5000, which this machine alone reaches.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 5000);

    /// <summary>The certificate, with its chain and key, that it speaks TLS with. Null (default) is plain HTTP.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>Whether pushing and deleting is refused also where the content could be changed. Default false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long requests that are under way when it stops may go on. Default 1 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an upload that gets no bytes is kept for its client to go on with. Default 1 hour.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Takes a line for each request. Called from several threads. Null (default) is silent.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Takes a line for each failure of the registry's own, such as a damaged file. Called from several threads. Null (default) is silent.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The clock that uploads age by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
