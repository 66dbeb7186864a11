using System.Runtime.Versioning;
using System.Text;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Auth;

namespace GraphDriver.Oci.Tests.Registry.Auth;

[SupportedOSPlatform("linux")]
public sealed class CredentialStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("credentials").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("example.com/a/b/c", "deep")]
    [InlineData("example.com/a/b", "deep")]
    [InlineData("example.com/a", "namespace")]
    [InlineData("example.com/ab", "host")]
    [InlineData("example.com:5000/a", "port")]
    [InlineData("url.example.com/x", "url")]
    [InlineData("docker.io/library/debian", "docker")]
    [InlineData("none.example.com/x", null)]
    [InlineData("empty.example.com/x", null)]
    [InlineData("user-only.example.com/x", null)]
    public async Task The_longest_namespace_counts(string repository, string? user)
    {
        Write("run/containers/1000/auth.json", $$"""
            {"auths":{
              "example.com":{{Entry("host")}},
              "example.com/a":{{Entry("namespace")}},
              "example.com/a/b":{{Entry("deep")}},
              "example.com:5000":{{Entry("port")}},
              "https://url.example.com/v1/":{{Entry("url")}},
              "https://index.docker.io/v1/":{{Entry("docker")}},
              "empty.example.com":{},
              "user-only.example.com":{"auth":"{{Convert.ToBase64String("user"u8)}}"}
            },"unknown":[1]}
            """);
        Assert.Equal(user, (await FindAsync(repository))?.Username);
    }

    [Fact]
    public async Task Files_are_searched_in_turn_and_each_is_closer_than_the_next()
    {
        string[] files = ["home/.dockercfg", "home/.docker/config.json", "home/.config/containers/auth.json", "run/containers/1000/auth.json"];
        foreach (var file in files)
        {
            Write(file, file.EndsWith("cfg", StringComparison.Ordinal) ? "{\"example.com\":" + Entry(file) + "}" : Auths("example.com", Entry(file)));
            Assert.Equal(file, (await FindAsync("example.com/x"))?.Username);
        }
    }

    [Fact]
    public async Task A_file_that_is_chosen_is_the_only_one()
    {
        Write("run/containers/1000/auth.json", Auths("example.com", Entry("default")));
        Write("chosen.json", """{"auths":{}}""");
        Assert.Null(await FindAsync("example.com/x", authFile: Path("chosen.json")));
        Assert.Null(await FindAsync("example.com/x", variables: ("REGISTRY_AUTH_FILE", Path("chosen.json"))));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FindAsync("example.com/x", authFile: Path("missing.json")));
        Assert.Contains("missing.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"auths":[]}""")]
    [InlineData("""{"auths":{"example.com":{"auth":"***"}}}""")]
    public async Task A_broken_file_is_named(string content)
    {
        Write("run/containers/1000/auth.json", content);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FindAsync("example.com/x"));
        Assert.Contains(Path("run/containers/1000/auth.json"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_token_counts_alone()
    {
        Write("run/containers/1000/auth.json", """{"auths":{"example.com":{"identitytoken":"refresh"}}}""");
        Assert.Equal("refresh", (await FindAsync("example.com/x"))?.IdentityToken);
    }

    [Theory]
    [InlineData("""{"credHelpers":{"example.com":"test"}}""", "example.com")]
    [InlineData("""{"credsStore":"test","auths":{"example.com":{}}}""", "example.com")]
    [InlineData("""{"credsStore":"test"}""", "docker.io")]
    public async Task Helpers_of_a_file_are_asked(string content, string registry)
    {
        Write("run/containers/1000/auth.json", content);
        var server = registry == "docker.io" ? "https://index.docker.io/v1/" : registry;
        Helper("test", $$"""
            read -r server
            [ "$1 $server" = "get {{server}}" ] || { echo "credentials not found in native keychain"; exit 1; }
            echo '{"ServerURL":"'$server'","Username":"helper","Secret":"pass"}'
            """);
        Assert.Equal(new RegistryCredentials { Username = "helper", Password = "pass" }, await FindAsync($"{registry}/x"));
    }

    [Fact]
    public async Task A_helper_may_give_an_identity_token()
    {
        Write("run/containers/1000/auth.json", """{"credHelpers":{"example.com":"test"}}""");
        Helper("test", """echo '{"Username":"<token>","Secret":"refresh"}'""");
        Assert.Equal(new RegistryCredentials { IdentityToken = "refresh" }, await FindAsync("example.com/x"));
    }

    [Theory]
    [InlineData("echo 'the keychain is locked'; exit 1", "the keychain is locked")]
    [InlineData("echo nonsense", "not valid JSON")]
    [InlineData("head -c 2000000 /dev/zero", "prints more than")]
    [InlineData(null, "no such program")]
    public async Task A_helper_that_fails_is_named(string? script, string expected)
    {
        Write("run/containers/1000/auth.json", """{"credHelpers":{"example.com":"test"}}""");
        if (script is not null)
        {
            Helper("test", script);
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FindAsync("example.com/x"));
        Assert.Contains("docker-credential-test", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../bin/sh")]
    [InlineData("a b")]
    public async Task The_name_of_a_helper_is_no_path(string name)
    {
        Write("run/containers/1000/auth.json", $$$"""{"credHelpers":{"example.com":"{{{name}}}"}}""");
        await Assert.ThrowsAsync<InvalidDataException>(() => FindAsync("example.com/x"));
    }

    [Fact]
    public async Task Helpers_of_registries_conf_are_asked_in_their_order()
    {
        Helper("none", "echo 'credentials not found in native keychain'; exit 1");
        Write("run/containers/1000/auth.json", Auths("example.com", Entry("file")));
        Assert.Equal("file", (await FindAsync("example.com/x", helpers: ["none", "missing", CredentialStore.AuthFiles]))?.Username);
        Assert.Null(await FindAsync("example.com/x", helpers: ["none"]));
    }

    [Fact]
    public void The_user_of_credentials_is_needed()
    {
        Assert.Equal(new RegistryCredentials { Username = "a", Password = "b:c" }, RegistryCredentials.Parse("a:b:c"));
        Assert.Equal(new RegistryCredentials { Username = "a" }, RegistryCredentials.Parse("a"));
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => RegistryCredentials.Parse(":secret")).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", RegistryCredentials.Parse("a:secret").ToString(), StringComparison.Ordinal);
    }

    private static string Entry(string user) => $$"""{"auth":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":password"))}}"}""";

    private static string Auths(string host, string entry) => "{\"auths\":{\"" + host + "\":" + entry + "}}";

    private string Path(string name) => System.IO.Path.Combine(_root, name);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), content);
    }

    private void Helper(string name, string script)
    {
        Write($"bin/docker-credential-{name}", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(Path($"bin/docker-credential-{name}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<RegistryCredentials?> FindAsync(
        string repository, string? authFile = null, IReadOnlyList<string>? helpers = null, params (string Name, string Value)[] variables)
    {
        var options = new RegistryOptions
        {
            AuthFile = authFile,
            Environment = TestOptions.Environment(_root, [("PATH", $"relative:{Path("bin")}"), .. variables]),
        };
        return new CredentialStore(options, helpers ?? []).FindAsync(repository, CancellationToken.None);
    }
}
