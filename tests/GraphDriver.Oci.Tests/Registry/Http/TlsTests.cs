using System.Security.Cryptography.X509Certificates;
using GraphDriver.Oci.Registry;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry.Http;

public sealed class TlsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tls").FullName;
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task An_unknown_authority_is_not_trusted()
    {
        await using var registry = Create();
        var error = await Assert.ThrowsAsync<RegistryException>(() => OpenAsync(registry, tlsVerify: null));
        Assert.Contains("certs.d", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, registry.ConnectionCount);
    }

    [Fact]
    public async Task Any_certificate_will_do_without_verification()
    {
        await using var registry = Create();
        await (await OpenAsync(registry, tlsVerify: false)).DisposeAsync();
    }

    [Theory]
    [InlineData("etc/containers/certs.d")]
    [InlineData("etc/docker/certs.d")]
    [InlineData("home/.config/containers/certs.d")]
    public async Task An_authority_in_certs_d_is_trusted_for_its_registry(string folder)
    {
        await using var registry = Create();
        await using var other = Create();
        Write($"{folder}/{registry.Host}/ca.crt", _authority.Certificate.ExportCertificatePem());
        await (await OpenAsync(registry, tlsVerify: true)).DisposeAsync();
        await Assert.ThrowsAsync<RegistryException>(() => OpenAsync(other, tlsVerify: true));
    }

    [Fact]
    public async Task An_authority_need_not_be_a_root()
    {
        using var intermediate = new TestAuthority("intermediate", new TestAuthority("root"));
        await using var registry = Create(intermediate);
        Write($"etc/containers/certs.d/{registry.Host}/ca.crt", intermediate.Certificate.ExportCertificatePem());
        await (await OpenAsync(registry, tlsVerify: true)).DisposeAsync();
    }

    [Fact]
    public async Task Another_authority_is_not_trusted()
    {
        using var stranger = new TestAuthority("stranger");
        await using var registry = Create();
        Write($"etc/containers/certs.d/{registry.Host}/ca.crt", stranger.Certificate.ExportCertificatePem());
        await Assert.ThrowsAsync<RegistryException>(() => OpenAsync(registry, tlsVerify: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_client_certificate_is_shown_to_its_registry(int count)
    {
        await using var registry = Create(clientAuthority: _authority);
        var folder = $"etc/containers/certs.d/{registry.Host}";
        Write($"{folder}/ca.crt", _authority.Certificate.ExportCertificatePem());
        await Assert.ThrowsAsync<RegistryException>(() => OpenAsync(registry, tlsVerify: true));
        for (var i = 0; i < count; i++)
        {
            using var client = _authority.Issue($"client {i}");
            Write($"{folder}/client{i}.cert", client.ExportCertificatePem());
            Write($"{folder}/client{i}.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }

        await (await OpenAsync(registry, tlsVerify: true)).DisposeAsync();
    }

    [Theory]
    [InlineData("ca.crt", "nonsense", "ca.crt")]
    [InlineData("client.cert", "nonsense", "client.key")]
    [InlineData("client.key", "nonsense", "client.cert")]
    public async Task A_broken_folder_is_named(string file, string content, string named)
    {
        await using var registry = Create();
        Write($"etc/containers/certs.d/{registry.Host}/{file}", content);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(registry, tlsVerify: true));
        Assert.Contains($"etc/containers/certs.d/{registry.Host}/{named}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_insecure_registry_may_have_either()
    {
        await using var secure = Create();
        await using var plain = new TestRegistry();
        plain.AddImage("name", "latest", "{}"u8.ToArray());
        Write("etc/containers/registries.conf", $"""
            [[registry]]
            location = "{secure.Host}"
            insecure = true
            [[registry]]
            location = "{plain.Host}"
            insecure = true
            """);
        await (await OpenAsync(secure, tlsVerify: null)).DisposeAsync();
        await (await OpenAsync(plain, tlsVerify: null)).DisposeAsync();
        await Assert.ThrowsAsync<RegistryException>(() => OpenAsync(plain, tlsVerify: true));
    }

    private TestRegistry Create(TestAuthority? authority = null, TestAuthority? clientAuthority = null)
    {
        var registry = new TestRegistry((authority ?? _authority).Issue("registry"), clientAuthority?.Certificate);
        registry.AddImage("name", "latest", "{}"u8.ToArray());
        return registry;
    }

    private Task<RegistryImageSource> OpenAsync(TestRegistry registry, bool? tlsVerify) => TestOptions.OpenAsync(registry, "name", new RegistryOptions
    {
        TlsVerify = tlsVerify,
        MaxRetries = 0,
        Environment = TestOptions.Environment(_root),
    });

    private void Write(string name, string content)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
