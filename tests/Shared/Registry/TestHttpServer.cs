using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace GraphDriver.Testing.Registry;

/// <summary>
/// An HTTP/1.1 server on a loopback port that can do what real ones do only on bad days: cut connections, stall, and lie
/// about lengths. Requests are recorded in their order of arrival.
/// </summary>
public sealed class TestHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<TestRequest, TestResponse> _handler;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly ConcurrentQueue<TestRequest> _requests = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _connectionCount;

    /// <param name="handler">Answers requests; called by several threads at once.</param>
    /// <param name="certificate">With it the server speaks HTTPS.</param>
    /// <param name="clientAuthority">With it clients have to show a certificate that it issued.</param>
    public TestHttpServer(Func<TestRequest, TestResponse> handler, X509Certificate2? certificate = null, X509Certificate2? clientAuthority = null)
    {
        _handler = handler;
        if (certificate is not null)
        {
            _tls = new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = clientAuthority is not null,
                RemoteCertificateValidationCallback = (_, client, _, _) => clientAuthority is null || client?.Issuer == clientAuthority.Subject,
            };
        }

        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host => $"127.0.0.1:{Port}";

    public string Root => $"{(_tls is null ? "http" : "https")}://{Host}";

    public IReadOnlyList<TestRequest> Requests => [.. _requests];

    /// <summary>Answers a request before its body is read, and closes the connection; null reads it.</summary>
    public Func<TestRequest, TestResponse?>? Refuse { get; set; }

    /// <summary>After how many bytes of a request's body the connection is cut; null reads all.</summary>
    public Func<TestRequest, long?>? CutBody { get; set; }

    /// <summary>How many connections were made, those included that sent no request.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    public void ForgetRequests() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connectionCount);
                var serving = Task.Run(() => ServeAsync(client));
                _connections[serving] = true;
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                Stream stream = client.GetStream();
                if (_tls is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(_tls, _stopping.Token);
                    stream = secure;
                }

                await using var connection = new TestHttpConnection(stream);
                while (await connection.ReadRequestAsync(_stopping.Token) is { } head)
                {
                    if (Refuse?.Invoke(head) is { } refusal)
                    {
                        _requests.Enqueue(head);
                        await connection.SendAsync(head, refusal, _stopping.Token);
                        return;
                    }

                    var request = await connection.ReadBodyAsync(head, CutBody?.Invoke(head), _stopping.Token);
                    _requests.Enqueue(request);
                    if (!await connection.SendAsync(request, _handler(request), _stopping.Token))
                    {
                        return;
                    }
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or InvalidDataException)
            {
                // The client went away, spoke another protocol, or the server is stopped.
            }
        }
    }
}
