using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Http;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry.Http;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("HTTP_PROXY", "http://proxy:1", "http://example.com/", "http://proxy:1/")]
    [InlineData("http_proxy", "proxy:1", "http://example.com/", "http://proxy:1/")]
    [InlineData("HTTP_PROXY", "proxy:1", "https://example.com/", null)]
    [InlineData("https_proxy", "socks5h://proxy:1", "https://example.com/", "socks5://proxy:1/")]
    [InlineData("HTTPS_PROXY", "proxy:1", "https://127.0.0.1/", null)]
    public void Names_the_proxy_of_a_scheme(string variable, string value, string destination, string? expected) =>
        Assert.Equal(expected, EnvironmentProxy.From(TestOptions.Environment(variables: (variable, value)))?.GetProxy(new Uri(destination))?.ToString());

    [Fact]
    public void Credentials_are_those_of_the_url()
    {
        var proxy = EnvironmentProxy.From(TestOptions.Environment(variables: ("HTTP_PROXY", "http://me:p%40ss@proxy:1")))!;
        var credentials = proxy.Credentials!.GetCredential(proxy.GetProxy(new Uri("http://example.com/"))!, "Basic")!;
        Assert.Equal(("me", "p@ss"), (credentials.UserName, credentials.Password));
    }

    [Fact]
    public void What_is_no_proxy_is_an_error_that_does_not_repeat_it()
    {
        var error = Assert.Throws<InvalidDataException>(() => EnvironmentProxy.From(TestOptions.Environment(variables: ("https_proxy", "ftp://me:secret@proxy"))));
        Assert.Contains("https_proxy", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_go_through_it()
    {
        await using var proxy = new TestRegistry();
        proxy.Guard = request => request.Target.StartsWith("http://registry.example.com/v2/", StringComparison.Ordinal)
            ? TestResponse.Error(418, "SEEN", request.Header("Proxy-Authorization") ?? "none")
            : null;
        var options = new RegistryOptions
        {
            TlsVerify = false,
            MaxRetries = 0,
            Environment = TestOptions.Environment(variables: [("HTTP_PROXY", proxy.Root), ("HTTPS_PROXY", proxy.Root)]),
        };
        var error = await Assert.ThrowsAsync<RegistryException>(() => RegistryImageSource.OpenAsync(ImageReference.Parse("registry.example.com/name"), options, default));
        Assert.Equal("SEEN", error.ErrorCode);
        Assert.Contains(proxy.Requests, request => request.ToString() == "CONNECT registry.example.com:443");
    }
}
