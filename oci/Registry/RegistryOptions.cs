using GraphDriver.Oci.Registry.Auth;
using GraphDriver.Oci.Registry.Configuration;

namespace GraphDriver.Oci.Registry;

/// <summary>How registries are talked to. The defaults are those of podman where podman has one.</summary>
public sealed class RegistryOptions
{
    /// <summary>
    /// <c>--tls-verify</c>: true demands HTTPS and a trusted certificate, false takes any certificate and, where HTTPS
    /// does not answer, plain HTTP. Null (default) leaves it to <c>insecure</c> in registries.conf, host by host.
    /// </summary>
    public bool? TlsVerify { get; init; }

    /// <summary><c>--creds</c>: for the registry that the reference names, never for its mirrors. Null (default) looks into the credential stores.</summary>
    public RegistryCredentials? Credentials { get; init; }

    /// <summary><c>--authfile</c>: the only file that credentials are looked for in. Null (default) searches as containers-auth.json(5) says.</summary>
    public string? AuthFile { get; init; }

    /// <summary><c>--registries-conf</c>: the file read instead of the ones that are searched for; it has to exist.</summary>
    public string? RegistriesConf { get; init; }

    /// <summary>How often a request that failed is tried again; 0 is never. Default 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before the first retry, doubled for each next one, with up to a tenth of jitter added. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a retry, also where the registry asks for a longer one. Default 60 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time for a connection to be made, TLS handshake included. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time from sending a request to the response's headers, connecting and waiting for a free connection included. Default 60 s.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A body that sends no byte for so long counts as a broken connection. Default 60 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time from the last byte of an upload to the registry's answer, in which it stores the blob. Default 5 minutes.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The connections to one host at once; further requests wait. Each open HTTP/1.1 blob holds one. Default 16.</summary>
    public int MaxConnectionsPerHost { get; init; } = 16;

    /// <summary>Default <c>graphdriver</c>.</summary>
    public string UserAgent { get; init; } = "graphdriver";

    /// <summary>Takes a line for each request and decision; never credentials, tokens or the query of a URL. May be called from any thread. Null (default) is silent.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Where environment variables, home folder and the folders of configuration are. Default: those of this process.</summary>
    public HostEnvironment Environment { get; init; } = HostEnvironment.Current;

    /// <summary>The clock that retries and the life of tokens go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
