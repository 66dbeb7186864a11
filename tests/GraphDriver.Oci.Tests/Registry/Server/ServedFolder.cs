using System.Net;
using System.Net.Sockets;
using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Registry.Server;
using GraphDriver.Oci.Registry.Server.Directories;
using GraphDriver.Oci.Tests.Transports;

namespace GraphDriver.Oci.Tests.Registry.Server;

/// <summary>A registry of a temporary folder on a free port, and what talks to it.</summary>
internal sealed class ServedFolder : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RegistryServer _server;

    public ServedFolder(string subfolder = "served", Action<TemporaryFolder>? fill = null, RegistryServerOptions? options = null)
    {
        Root = Directory.CreateDirectory(Path.Combine(_folder.Path, subfolder)).FullName;
        fill?.Invoke(_folder);
        options ??= new RegistryServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Log = Lines.Add };
        _server = RegistryServer.StartAsync(new DirectoryContent(Root, flush: false), options).GetAwaiter().GetResult();
        Client = new HttpClient { BaseAddress = new Uri($"http://{_server.EndPoint}") };
    }

    public string Root { get; }

    public string Host => $"{_server.EndPoint}";

    public HttpClient Client { get; }

    public List<string> Lines { get; } = [];

    /// <summary>Files that nobody finds: uploads on their way.</summary>
    public IEnumerable<string> Staged => Directory.EnumerateFiles(Root, ".*");

    public static string DigestOf(byte[] content) => Digest.Sha256Of(content).ToString();

    public async Task<HttpResponseMessage> SendAsync(string method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Sends, and asserts the status.</summary>
    public async Task<HttpResponseMessage> ExpectAsync(int status, string method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var response = await SendAsync(method, path, body, headers);
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return response;
    }

    /// <summary>Sends, and asserts status and error code.</summary>
    public async Task RefusedAsync(int status, string code, string method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await ExpectAsync(status, method, path, body, headers);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"\"code\":\"{code}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Pushes a blob in one request; returns its digest.</summary>
    public async Task<string> PushBlobAsync(string repository, byte[] content)
    {
        (await ExpectAsync(201, "POST", $"/v2/{repository}/blobs/uploads/?digest={DigestOf(content)}", content)).Dispose();
        return DigestOf(content);
    }

    /// <summary>Pushes the sample image; returns its manifest's digest.</summary>
    public async Task<string> PushImageAsync(string repository, string reference)
    {
        await PushBlobAsync(repository, SampleImage.Config);
        await PushBlobAsync(repository, SampleImage.Layer);
        (await ExpectAsync(201, "PUT", $"/v2/{repository}/manifests/{reference}", SampleImage.OciManifest, ("Content-Type", MediaType.OciManifest))).Dispose();
        return DigestOf(SampleImage.OciManifest);
    }

    public async Task<byte[]> GetAsync(string path)
    {
        using var response = await ExpectAsync(200, "GET", path);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Begins an upload; returns its location.</summary>
    public async Task<string> BeginUploadAsync(string repository)
    {
        using var response = await ExpectAsync(202, "POST", $"/v2/{repository}/blobs/uploads/");
        return response.Headers.Location!.ToString();
    }

    /// <summary>Sends bytes as they are and returns the status line of the answer; closes the connection.</summary>
    public async Task<string> SendRawAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server.EndPoint);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        Assert.Empty(Staged);
        _folder.Dispose();
    }
}
