namespace GraphDriver.Oci.Registry.Http;

/// <summary>A request got no response. The inner exception says why; <see cref="Host"/> is where it went, which a redirect may have chosen.</summary>
internal sealed class ConnectionException(string host, Exception reason) : IOException(reason.Message, reason)
{
    /// <summary><c>host:port</c>.</summary>
    public string Host { get; } = host;
}
