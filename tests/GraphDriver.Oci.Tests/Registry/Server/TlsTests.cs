using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GraphDriver.Oci.Registry.Server;
using GraphDriver.Oci.Registry.Server.Directories;
using GraphDriver.Oci.Tests.Transports;

namespace GraphDriver.Oci.Tests.Registry.Server;

/// <summary>Starting and stopping, and TLS.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task With_a_certificate_it_speaks_TLS_alone()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync($"{folder.Path}/cert", certificate.ExportCertificatePem());
        await File.WriteAllTextAsync($"{folder.Path}/key", key.ExportPkcs8PrivateKeyPem());
        var context = ServerCertificate.Load($"{folder.Path}/cert", $"{folder.Path}/key");
        await using var server = await RegistryServer.StartAsync(
            new DirectoryContent(folder.Path), new RegistryServerOptions { Listen = new(IPAddress.Loopback, 0), Certificate = context });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, seen, _, _) => seen!.Thumbprint == certificate.Thumbprint };
        using var client = new HttpClient(handler);
        Assert.Equal("{}", await client.GetStringAsync($"https://{server.EndPoint}/v2/"));
        Assert.Equal("""{"repositories":[]}""", await client.GetStringAsync($"https://{server.EndPoint}/v2/_catalog"));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync($"http://{server.EndPoint}/v2/"));
        Assert.Throws<InvalidDataException>(() => ServerCertificate.Load($"{folder.Path}/key", $"{folder.Path}/cert"));
        Assert.Throws<FileNotFoundException>(() => ServerCertificate.Load($"{folder.Path}/none", $"{folder.Path}/key"));
    }

    [Fact]
    public async Task It_stops_and_its_port_is_free_again()
    {
        using var folder = new TemporaryFolder();
        var content = new DirectoryContent(folder.Path);
        IPEndPoint place;
        await using (var first = await RegistryServer.StartAsync(content, new RegistryServerOptions { Listen = new(IPAddress.Loopback, 0) }))
        {
            place = first.EndPoint;
            var error = await Assert.ThrowsAsync<IOException>(() => RegistryServer.StartAsync(content, new RegistryServerOptions { Listen = place }));
            Assert.Contains($"{place}", error.Message, StringComparison.Ordinal);
        }

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(place));
        await using var second = await RegistryServer.StartAsync(content, new RegistryServerOptions { Listen = place });
        Assert.Equal(place, second.EndPoint);
    }

    [Fact]
    public void A_folder_has_to_be_there() => Assert.Throws<DirectoryNotFoundException>(() => new DirectoryContent("/no/such/folder"));
}
