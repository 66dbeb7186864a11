using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>Speaks TLS on connections before HTTP is spoken on them.</summary>
internal static class TlsConnections
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Puts TLS below what a connection does next; one whose handshake fails ends.</summary>
    public static ConnectionDelegate Wrap(ConnectionDelegate next, SslStreamCertificateContext certificate, Action<string>? log) => async connection =>
    {
        var plain = connection.Transport;
        await using var tls = new SslStream(new DuplexPipeStream(plain), leaveInnerStreamOpen: false);
        if (!await AuthenticateAsync(tls, certificate, log, connection.ConnectionClosed).ConfigureAwait(false))
        {
            return;
        }

        connection.Transport = new StreamPipe(tls);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = plain;
        }
    };

    private static async Task<bool> AuthenticateAsync(SslStream tls, SslStreamCertificateContext certificate, Action<string>? log, CancellationToken closed)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closed);
        timeout.CancelAfter(HandshakeTimeout);
        try
        {
            var options = new SslServerAuthenticationOptions { ServerCertificateContext = certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] };
            await tls.AuthenticateAsServerAsync(options, timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is IOException or AuthenticationException or OperationCanceledException)
        {
            log?.Invoke($"a connection ended in its TLS handshake: {error.Message}");
            return false;
        }
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
