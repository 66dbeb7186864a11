using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Tests.Registry.Http;

public sealed class NoProxyRulesTests
{
    [Theory]
    [InlineData("", "localhost", 80, true)]
    [InlineData("", "127.9.9.9", 80, true)]
    [InlineData("", "[::1]", 80, true)]
    [InlineData("", "example.com", 80, false)]
    [InlineData("*", "example.com", 80, true)]
    [InlineData("example.com", "example.com", 80, true)]
    [InlineData("example.com", "EXAMPLE.com.", 80, true)]
    [InlineData("example.com", "a.example.com", 80, true)]
    [InlineData("example.com", "notexample.com", 80, false)]
    [InlineData(".example.com", "a.example.com", 80, true)]
    [InlineData(".example.com", "example.com", 80, false)]
    [InlineData("*.example.com", "a.example.com", 80, true)]
    [InlineData("*.example.com", "example.com", 80, false)]
    [InlineData("a.b, example.com:443 ,c.d", "example.com", 443, true)]
    [InlineData("example.com:443", "example.com", 80, false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", 80, true)]
    [InlineData("10.1.2.3/8", "10.9.9.9", 80, true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", 80, false)]
    [InlineData("10.0.0.1", "10.0.0.1", 80, true)]
    [InlineData("10.0.0.1:5000", "10.0.0.1", 80, false)]
    [InlineData("10.0.0.1:5000", "10.0.0.1", 5000, true)]
    [InlineData("fd00::/8", "[fd12::1]", 80, true)]
    [InlineData("[fd12::1]:5000", "fd12::1", 5000, true)]
    [InlineData("fd12::1", "fd12::1", 5000, true)]
    [InlineData("10.0.0.0/99,*.,,.", "example.com", 80, false)]
    public void Follows_the_common_rules(string rules, string host, int port, bool expected) =>
        Assert.Equal(expected, NoProxyRules.Parse(rules).Match(host, port));
}
