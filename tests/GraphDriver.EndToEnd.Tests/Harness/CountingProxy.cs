using System.Net;
using System.Net.Sockets;

namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>Stands between a client and a registry on the loopback, counts the bytes that the registry sends, and slows them down if asked to.</summary>
public sealed class CountingProxy : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _registry;
    private readonly long? _bytesPerSecond;
    private long _received;

    /// <param name="registry"><c>127.0.0.1:port</c>.</param>
    /// <param name="bytesPerSecond">The most that one connection gets; null for all that there is.</param>
    public CountingProxy(string registry, long? bytesPerSecond = null)
    {
        (_registry, _bytesPerSecond) = (registry, bytesPerSecond);
        _listener.Start();
        Host = _listener.LocalEndpoint.ToString()!;
        _ = AcceptAsync();
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host { get; }

    /// <summary>What the registry has sent so far, headers included.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>The name of an image by way of this proxy.</summary>
    public string Through(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Replace(_registry, Host, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is done.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (var registry = new TcpClient())
            {
                await registry.ConnectAsync(IPEndPoint.Parse(_registry), _stop.Token);
                var up = client.GetStream().CopyToAsync(registry.GetStream(), _stop.Token);
                await Task.WhenAny(up, CopyDownAsync(registry.GetStream(), client.GetStream()));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Either side closed the connection.
        }
    }

    private async Task CopyDownAsync(NetworkStream registry, NetworkStream client)
    {
        byte[] buffer = new byte[BufferSize];
        for (int count; (count = await registry.ReadAsync(buffer, _stop.Token)) > 0;)
        {
            Interlocked.Add(ref _received, count);
            await client.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            if (_bytesPerSecond is { } rate)
            {
                await Task.Delay(TimeSpan.FromSeconds((double)count / rate), _stop.Token);
            }
        }
    }
}
