using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Tests.Names;

public sealed class ImageReferenceTests
{
    private const string Hex = "dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c";
    private const string Sha256 = "sha256:" + Hex;
    private const string Sha512 = "sha512:" + Hex + Hex;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    // text, domain, path, tag, digest: the table of the reference implementation's own tests, and IPv6.
    public static readonly TheoryData<string, string, string, string?, string?> Valid = new()
    {
        { "test_com", "", "test_com", null, null },
        { "test.com:tag", "", "test.com", "tag", null },
        { "test.com:5000", "", "test.com", "5000", null },
        { "test.com/repo:tag", "test.com", "repo", "tag", null },
        { "test:5000/repo", "test:5000", "repo", null, null },
        { "test:5000/repo:tag", "test:5000", "repo", "tag", null },
        { $"test:5000/repo@{Sha256}", "test:5000", "repo", null, Sha256 },
        { $"test:5000/repo:tag@{Sha256}", "test:5000", "repo", "tag", Sha256 },
        { "lowercase:Uppercase", "", "lowercase", "Uppercase", null },
        { "Uppercase/lowercase:tag", "Uppercase", "lowercase", "tag", null },
        { "sub-dom1.foo.com/bar/baz/quux:some-long-tag", "sub-dom1.foo.com", "bar/baz/quux", "some-long-tag", null },
        { $"xn--7o8h.com/myimage:xn--7o8h.com@{Sha512}", "xn--7o8h.com", "myimage", "xn--7o8h.com", Sha512 },
        { "foo_bar.com:8080", "", "foo_bar.com", "8080", null },
        { "foo/foo_bar.com:8080", "foo", "foo_bar.com", "8080", null },
        { "foo__bar/baz", "", "foo__bar/baz", null, null },
        { "a---b/c-d_e.f__g", "a---b", "c-d_e.f__g", null, null },
        { "127.0.0.1:5000/a/b", "127.0.0.1:5000", "a/b", null, null },
        { "[::1]:5000/a:b", "[::1]:5000", "a", "b", null },
        { "[2001:db8::1]/a", "[2001:db8::1]", "a", null, null },
        { $"{Repeat("a/", 127)}a:tag-puts-this-over-max", "a", Repeat("a/", 126) + "a", "tag-puts-this-over-max", null },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Parses_what_the_grammar_allows(string text, string domain, string path, string? tag, string? digest)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal((domain, path, tag, digest), (reference.Domain, reference.Path, reference.Tag, reference.Digest?.ToString()));
        Assert.Equal(text, reference.ToString());
        Assert.Equal(reference, ImageReference.Parse(text));
    }

    public static readonly TheoryData<string, string> Invalid = new()
    {
        { "", "empty" },
        { ":justtag", "empty" },
        { $"@{Sha256}", "empty" },
        { "repo@sha256:ffffffffffffffffffffffffffffffffff", "after '@'" },
        { "repo@" + Sha256.ToUpperInvariant(), "after '@'" },
        { $"repo@md5:{Hex}", "after '@'" },
        { $"repo@{Sha256}@{Sha256}", "after '@'" },
        { "repo@", "after '@'" },
        { "Uppercase:tag", "lower-case" },
        { "test:5000/Uppercase/lowercase:tag", "lower-case" },
        { "a/" + "b:" + "-tag", "not a tag" },
        { "a:", "not a tag" },
        { "a:b:c", "not a tag" },
        { "a:tág", "not a tag" },
        { "aa/asdf$$^/aa", "asdf$$^" },
        { "docker///docker", "empty" },
        { "docker/", "empty" },
        { "/docker", "empty" },
        { "https://github.com/docker/docker", "'https:'" },
        { "-docker/docker", "-docker" },
        { "dock..er/docker_", "docker_" },
        { "a/dock_.er", "dock_.er" },
        { "a/dock-.er", "dock-.er" },
        { "a/b___c", "b___c" },
        { "a/../../etc/passwd", ".." },
        { "host:port/a", "host:port" },
        { "[::1%eth0]/a", "[::1%eth0]" },
        { "[1.2.3.4]/a", "[1.2.3.4]" },
        { "[::1/a", "[::1" },
        { "a b", "a b" },
        { "a\n", "a\n" },
        { "a\0b", "may hold only" },
        { "ａ", "may hold only" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Refuses_what_the_grammar_forbids_and_names_it(string text, string named)
    {
        var error = Assert.Throws<FormatException>(() => ImageReference.Parse(text));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.False(ImageReference.TryParse(text, out _));
        Assert.False(ImageReference.IsShortName(text));
    }

    [Fact]
    public void Bounds_the_lengths_of_name_tag_and_text()
    {
        Assert.Throws<FormatException>(() => ImageReference.Parse(Repeat("a/", 128) + "a:tag"));
        Assert.Equal(128, ImageReference.Parse("a:" + new string('t', 128)).Tag!.Length);
        Assert.Throws<FormatException>(() => ImageReference.Parse("a:" + new string('t', 129)));
        var error = Assert.Throws<FormatException>(() => ImageReference.Parse(new string('a', 10_000_000)));
        Assert.True(error.Message.Length < 1000);
    }

    [Theory]
    [InlineData("debian", "docker.io/library/debian:latest", "debian:latest")]
    [InlineData("debian:12", "docker.io/library/debian:12", "debian:12")]
    [InlineData("fooo/bar", "docker.io/fooo/bar:latest", "fooo/bar:latest")]
    [InlineData("index.docker.io/fooo/bar", "docker.io/fooo/bar:latest", "fooo/bar:latest")]
    [InlineData("docker.io/debian", "docker.io/library/debian:latest", "debian:latest")]
    [InlineData("library/foo/bar", "docker.io/library/foo/bar:latest", "library/foo/bar:latest")]
    [InlineData("127.0.0.1:8000/private/moonbase", "127.0.0.1:8000/private/moonbase:latest", "127.0.0.1:8000/private/moonbase:latest")]
    [InlineData("localhost/a", "localhost/a:latest", "localhost/a:latest")]
    [InlineData("localhost:5000/a", "localhost:5000/a:latest", "localhost:5000/a:latest")]
    [InlineData("redis@" + Sha256, "docker.io/library/redis@" + Sha256, "redis@" + Sha256)]
    [InlineData("redis:7@" + Sha256, "docker.io/library/redis:7@" + Sha256, "redis:7@" + Sha256)]
    [InlineData("docker.io/" + Hex, "docker.io/library/" + Hex + ":latest", Hex + ":latest")]
    [InlineData("test.com:5000", "docker.io/library/test.com:5000", "test.com:5000")]
    public void Normalises_as_Docker_does(string text, string full, string familiar)
    {
        var reference = ImageReference.ParseNormalized(text);
        Assert.Equal(full, reference.ToString());
        Assert.Equal(familiar, reference.FamiliarString);
        Assert.Equal(reference, ImageReference.ParseNormalized(full));
    }

    [Theory]
    [InlineData(Hex)]
    [InlineData("docker/Docker")]
    [InlineData("DOCKER/docker")]
    [InlineData("-docker.io/docker/docker")]
    [InlineData("")]
    [InlineData("docker.io/")]
    public void Refuses_to_normalise_what_is_no_name(string text) =>
        Assert.Throws<FormatException>(() => ImageReference.ParseNormalized(text));

    [Theory]
    [InlineData("debian", "localhost/debian:latest")]
    [InlineData("library/debian:12", "localhost/library/debian:12")]
    [InlineData("docker.io/debian", "docker.io/library/debian:latest")]
    [InlineData("localhost/a:b", "localhost/a:b")]
    [InlineData("quay.io/a:b@" + Sha256, "quay.io/a@" + Sha256)]
    public void Puts_short_names_of_local_images_below_localhost(string text, string full) =>
        Assert.Equal(full, ImageReference.ParseLocal(text).ToString());

    [Theory]
    [InlineData("debian", true)]
    [InlineData("debian:5000", true)]
    [InlineData("library/debian", true)]
    [InlineData("Registry/debian", true)]
    [InlineData("localhost/debian", false)]
    [InlineData("host:5000/debian", false)]
    [InlineData("quay.io/debian", false)]
    [InlineData("[::1]/debian", false)]
    public void Knows_short_names(string text, bool isShort) => Assert.Equal(isShort, ImageReference.IsShortName(text));

    [Fact]
    public void Replaces_tag_and_digest()
    {
        var reference = ImageReference.ParseNormalized("debian");
        var digest = Digest.Parse(Sha256);
        Assert.Equal($"docker.io/library/debian:12@{Sha256}", reference.WithTag("12").WithDigest(digest).ToString());
        Assert.Equal("docker.io/library/debian", reference.WithTag(null).ToString());
        Assert.True(reference.WithTag(null).IsNameOnly);
        Assert.Equal(reference, reference.WithDigest(digest).WithDigest(null));
        Assert.Throws<FormatException>(() => reference.WithTag("-x"));
        Assert.Throws<ArgumentException>(() => reference.WithDigest(default(Digest)));
    }
}
