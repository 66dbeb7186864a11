using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Configuration;

namespace GraphDriver.Oci.Tests.Registry.Configuration;

public sealed class RegistriesConfigurationTests : IDisposable
{
    private const string SystemFile = "etc/containers/registries.conf";
    private const string UserFile = "home/.config/containers/registries.conf";
    private const string Digest = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private readonly string _root = Directory.CreateTempSubdirectory("registries").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("example.com/x:1", "docker.io/mirror/x:1 insecure; mirror.example.com:5000/x:1; real.example.com/x:1")]
    [InlineData("example.com/ns/x:1", "other.example.com/deep/x:1 insecure")]
    [InlineData("example.com/nsx:1", "docker.io/mirror/nsx:1 insecure; mirror.example.com:5000/nsx:1; real.example.com/nsx:1")]
    [InlineData("example.company/x:1", "example.company/x:1")]
    [InlineData("a.wild.example.org/x:1", "wild-mirror.example.com/x:1; a.wild.example.org/x:1")]
    [InlineData("a.b.wild.example.org:5000/x:1", "wild-mirror.example.com:5000/x:1; a.b.wild.example.org:5000/x:1")]
    [InlineData("wild.example.org/x:1", "wild.example.org/x:1")]
    [InlineData("by-digest.example.com/x:1", "by-digest.example.com/x:1")]
    [InlineData("by-digest.example.com/x@" + Digest, "m.example.com/x@" + Digest + "; by-digest.example.com/x@" + Digest)]
    [InlineData("mixed.example.com/x:1", "all.example.com/x:1; tag.example.com/x:1; mixed.example.com/x:1")]
    [InlineData("mixed.example.com/x@" + Digest, "all.example.com/x@" + Digest + "; digest.example.com/x@" + Digest + "; mixed.example.com/x@" + Digest)]
    public void The_longest_prefix_says_where_from(string name, string expected)
    {
        Write(SystemFile, """
            [[registry]]
            prefix = "example.com"
            location = "real.example.com"
            [[registry.mirror]]
            location = "docker.io/mirror/"
            insecure = true
            [[registry.mirror]]
            location = "mirror.example.com:5000"

            [[registry]]
            prefix = "example.com/ns"
            location = "other.example.com/deep"
            insecure = true

            [[registry]]
            prefix = "*.wild.example.org"
            [[registry.mirror]]
            location = "wild-mirror.example.com"

            [[registry]]
            location = "by-digest.example.com"
            mirror-by-digest-only = true
            [[registry.mirror]]
            location = "m.example.com"

            [[registry]]
            location = "mixed.example.com"
            mirror = [ { location = "all.example.com", pull-from-mirror = "all" }, { location = "digest.example.com", pull-from-mirror = "digest-only" }, { location = "tag.example.com", pull-from-mirror = "tag-only" } ]
            """);
        Assert.Equal(expected, string.Join("; ", Load().SourcesOf(ImageReference.Parse(name))
            .Select(source => source.Insecure ? $"{source.Reference} insecure" : $"{source.Reference}")));
    }

    [Fact]
    public void A_blocked_registry_is_refused_with_its_file()
    {
        Write(SystemFile, """
            [[registry]]
            location = "example.com/bad"
            blocked = true
            """);
        var error = Assert.Throws<InvalidDataException>(() => Load().SourcesOf(ImageReference.Parse("example.com/bad/x:1")));
        Assert.Contains("example.com/bad is blocked", error.Message, StringComparison.Ordinal);
        Assert.Contains(SystemFile, error.Message, StringComparison.Ordinal);
        Assert.Single(Load().SourcesOf(ImageReference.Parse("example.com/good/x:1")));
    }

    [Theory]
    [InlineData("full.example.com/x", "full.example.com/x:latest")]
    [InlineData("localhost/x:1", "localhost/x:1")]
    [InlineData("docker.io/debian", "docker.io/library/debian:latest")]
    [InlineData("alias", "aliased.example.com/ns/x:latest")]
    [InlineData("alias:7", "aliased.example.com/ns/x:7")]
    [InlineData("alias@" + Digest, "aliased.example.com/ns/x@" + Digest)]
    [InlineData("ns/alias", "docker.io/library/other:latest")]
    [InlineData("unknown:7", "one.example.com:5000/unknown:7 docker.io/library/unknown:7")]
    [InlineData("ns/unknown@" + Digest, "one.example.com:5000/ns/unknown@" + Digest + " docker.io/ns/unknown@" + Digest)]
    public void Short_names_are_aliases_or_searched(string name, string expected)
    {
        Write(SystemFile, """
            unqualified-search-registries = ["one.example.com:5000", "docker.io"]
            [aliases]
            "alias" = "aliased.example.com/ns/x"
            "ns/alias" = "docker.io/other"
            """);
        Assert.Equal(expected, string.Join(' ', Load().Resolve(ImageReference.Parse(name))));
    }

    [Fact]
    public void A_short_name_without_registries_asks_for_the_full_one()
    {
        var error = Assert.Throws<InvalidDataException>(() => Load().Resolve(ImageReference.Parse("debian:12")));
        Assert.Contains("use the full name, such as docker.io/library/debian:12", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is no registries.conf", error.Message, StringComparison.Ordinal);
        Write(SystemFile, "");
        Assert.Contains(SystemFile, Assert.Throws<InvalidDataException>(() => Load().Resolve(ImageReference.Parse("debian"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enforced_short_names_must_not_be_ambiguous()
    {
        Write(SystemFile, "unqualified-search-registries = [\"a.example.com\", \"b.example.com\"]\nshort-name-mode = \"enforcing\"");
        var error = Assert.Throws<InvalidDataException>(() => Load().Resolve(ImageReference.Parse("x")));
        Assert.Contains("a.example.com or b.example.com", error.Message, StringComparison.Ordinal);
        Write("etc/containers/registries.conf.d/1.conf", "unqualified-search-registries = [\"a.example.com\"]");
        Assert.Single(Load().Resolve(ImageReference.Parse("x")));
    }

    [Fact]
    public void Drop_ins_replace_what_they_name_and_keep_the_rest()
    {
        Write(SystemFile, """
            unqualified-search-registries = ["main.example.com"]
            credential-helpers = ["main"]
            [[registry]]
            location = "a.example.com"
            insecure = true
            [[registry]]
            location = "b.example.com"
            insecure = true
            [aliases]
            "x" = "main.example.com/x"
            "y" = "main.example.com/y"
            """);
        Write("etc/containers/registries.conf.d/20.conf", """
            [[registry]]
            location = "a.example.com"
            [aliases]
            "x" = ""
            "y" = "later.example.com/y"
            """);
        Write("etc/containers/registries.conf.d/10.conf", "credential-helpers = [\"drop-in\"]\n[aliases]\n\"y\" = \"sooner.example.com/y\"");
        Write("etc/containers/registries.conf.d/ignored.txt", "nonsense");
        Write("home/.config/containers/registries.conf.d/1.conf", "unqualified-search-registries = [\"user.example.com\"]");
        var configuration = Load();
        Assert.Equal(["drop-in"], configuration.CredentialHelpers);
        Assert.False(Assert.Single(configuration.SourcesOf(ImageReference.Parse("a.example.com/x:1"))).Insecure);
        Assert.True(Assert.Single(configuration.SourcesOf(ImageReference.Parse("b.example.com/x:1"))).Insecure);
        Assert.Equal("user.example.com/x:latest", Assert.Single(configuration.Resolve(ImageReference.Parse("x"))).ToString());
        Assert.Equal("later.example.com/y:latest", Assert.Single(configuration.Resolve(ImageReference.Parse("y"))).ToString());
    }

    [Fact]
    public void A_users_file_hides_the_systems()
    {
        Write(SystemFile, "unqualified-search-registries = [\"system.example.com\"]");
        Write("etc/containers/registries.conf.d/1.conf", "unqualified-search-registries = [\"drop-in.example.com\"]");
        Assert.Equal("drop-in.example.com", Load().Resolve(ImageReference.Parse("x"))[0].Domain);
        Write(UserFile, "unqualified-search-registries = [\"user.example.com\"]");
        Assert.Equal("user.example.com", Load().Resolve(ImageReference.Parse("x"))[0].Domain);
    }

    [Fact]
    public void A_file_that_is_chosen_has_to_exist()
    {
        Write("chosen.conf", "unqualified-search-registries = [\"chosen.example.com\"]");
        Assert.Equal("chosen.example.com", Load(Path("chosen.conf")).Resolve(ImageReference.Parse("x"))[0].Domain);
        Assert.Equal("chosen.example.com", Load(null, ("CONTAINERS_REGISTRIES_CONF", Path("chosen.conf"))).Resolve(ImageReference.Parse("x"))[0].Domain);
        Assert.Throws<FileNotFoundException>(() => Load(null, ("CONTAINERS_REGISTRIES_CONF", Path("missing.conf"))));
    }

    [Fact]
    public void Recorded_aliases_go_first()
    {
        Write(SystemFile, "[aliases]\n\"x\" = \"system.example.com/x\"");
        Write("home/.cache/containers/short-name-aliases.conf", "[aliases]\n\"x\" = \"recorded.example.com/x\"");
        Assert.Equal("recorded.example.com", Load().Resolve(ImageReference.Parse("x"))[0].Domain);
    }

    [Fact]
    public void The_older_format_is_read()
    {
        Write(SystemFile, """
            [registries.search]
            registries = ["search.example.com"]
            [registries.insecure]
            registries = ["insecure.example.com"]
            [registries.block]
            registries = ["blocked.example.com"]
            """);
        Assert.Equal("search.example.com", Load().Resolve(ImageReference.Parse("x"))[0].Domain);
        Assert.True(Load().SourcesOf(ImageReference.Parse("insecure.example.com/x:1"))[0].Insecure);
        Assert.Throws<InvalidDataException>(() => Load().SourcesOf(ImageReference.Parse("blocked.example.com/x:1")));
    }

    [Theory]
    [InlineData("nonsense", "is not TOML")]
    [InlineData("registry = 5", "registry is not an array of tables")]
    [InlineData("[[registry]]\nlocation = 5", "registry.location is not a string")]
    [InlineData("[[registry]]\nlocation = \"https://example.com\"", "no http:// or https://")]
    [InlineData("[[registry]]\nprefix = \"example.com\"", "has no location")]
    [InlineData("[[registry]]\nprefix = \"*.example.com/ns\"", "not of the form *.example.com")]
    [InlineData("[[registry]]\nlocation = \"a.b\"\ninsecure = \"true\"", "registry.insecure is not true or false")]
    [InlineData("[[registry]]\nlocation = \"a.b\"\npull-from-mirror = \"all\"", "not for the registry 'a.b' itself")]
    [InlineData("[[registry]]\nlocation = \"a.b\"\n[[registry.mirror]]\ninsecure = true", "a mirror of 'a.b' has no location")]
    [InlineData("[[registry]]\nlocation = \"a.b\"\n[[registry.mirror]]\nlocation = \"c.d\"\npull-from-mirror = \"x\"", "pull-from-mirror 'x'")]
    [InlineData("[[registry]]\nlocation = \"a.b\"\nmirror-by-digest-only = true\n[[registry.mirror]]\nlocation = \"c.d\"\npull-from-mirror = \"all\"", "only one of them")]
    [InlineData("unqualified-search-registries = \"a\"", "is not an array of strings")]
    [InlineData("unqualified-search-registries = [\"a/b\"]", "'a/b' is not host[:port]")]
    [InlineData("short-name-mode = \"x\"", "short-name-mode 'x'")]
    [InlineData("[aliases]\n\"a.b/c\" = \"d.e/f\"", "'a.b/c' is not a short name")]
    [InlineData("[aliases]\n\"a\" = \"b\"", "'b', the alias of 'a'")]
    [InlineData("[aliases]\n\"a\" = \"b.c/d:tag\"", "'b.c/d:tag'")]
    [InlineData("unqualified-search-registries = []\n[registries.search]\nregistries = []", "the first version")]
    public void A_broken_file_is_named(string content, string expected)
    {
        Write(SystemFile, content);
        var error = Assert.Throws<InvalidDataException>(() => Load());
        Assert.StartsWith(Path(SystemFile), error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_location_that_makes_no_name_is_an_error()
    {
        Write(SystemFile, "[[registry]]\nprefix = \"example.com\"\nlocation = \"other.example.com/UPPER\"");
        Assert.Throws<InvalidDataException>(() => Load().SourcesOf(ImageReference.Parse("example.com/x:1")));
    }

    private string Path(string name) => System.IO.Path.Combine(_root, name);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), content);
    }

    private RegistriesConfiguration Load(string? chosen = null, params (string Name, string Value)[] variables) =>
        RegistriesConfiguration.Load(TestOptions.Environment(_root, variables), chosen);
}
