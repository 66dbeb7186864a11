using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class TransportReferenceTests
{
    private const string Sha256 = "sha256:dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c";

    [Theory]
    [InlineData("docker://debian", "docker.io/library/debian:latest", false)]
    [InlineData("docker://host:5000/a:b", "host:5000/a:b", false)]
    [InlineData("docker://quay.io/a:b@" + Sha256, "quay.io/a@" + Sha256, false)]
    [InlineData("debian", "debian", true)]
    [InlineData("docker:latest", "docker:latest", true)]
    [InlineData("library/debian:12", "library/debian:12", true)]
    [InlineData("localhost:5000/a", "localhost:5000/a", false)]
    [InlineData("quay.io/a:b@" + Sha256, "quay.io/a@" + Sha256, false)]
    public void Parses_names_in_registries(string text, string name, bool isShort)
    {
        var reference = TransportReference.Parse(text);
        Assert.Equal((TransportKind.Docker, name, isShort, "docker://" + name), (reference.Kind, reference.Name?.ToString(), reference.IsShortName, reference.Text));
    }

    [Theory]
    [InlineData("oci:/a/b", TransportKind.Oci, "/a/b", null, null)]
    [InlineData("oci:a b:", TransportKind.Oci, "a b", null, null)]
    [InlineData("oci:/a/b:host/c:d", TransportKind.Oci, "/a/b", "host/c:d", null)]
    [InlineData("oci:dir:@12", TransportKind.Oci, "dir", null, 12)]
    [InlineData("oci-archive:x.tar:v1", TransportKind.OciArchive, "x.tar", "v1", null)]
    [InlineData("docker-archive:x.tar", TransportKind.DockerArchive, "x.tar", null, null)]
    [InlineData("docker-archive:x.tar:debian", TransportKind.DockerArchive, "x.tar", "docker.io/library/debian:latest", null)]
    [InlineData("docker-archive:x.tar:@0", TransportKind.DockerArchive, "x.tar", null, 0)]
    [InlineData("dir:/a:b", TransportKind.Dir, "/a:b", null, null)]
    public void Parses_paths(string text, TransportKind kind, string path, string? image, int? index)
    {
        var reference = TransportReference.Parse(text);
        Assert.Equal((kind, path, image, index), (reference.Kind, reference.Path, reference.Image, reference.Index));
        Assert.Equal(text, reference.ToString());
        Assert.False(reference.IsShortName);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\0b", "NUL")]
    [InlineData("docker://", "empty")]
    [InlineData("docker://A", "lower-case")]
    [InlineData("A", "lower-case")]
    [InlineData("oci:", "names no directory")]
    [InlineData("oci::a", "names no directory")]
    [InlineData("oci:a:@-1", "'@-1'")]
    [InlineData("oci:a:@99999999999", "'@99999999999'")]
    [InlineData("oci-archive:", "names no file")]
    [InlineData("docker-archive:", "names no file")]
    [InlineData("docker-archive:a:B", "lower-case")]
    [InlineData("docker-archive:a:b@" + Sha256, "not digests")]
    [InlineData("dir:", "names no directory")]
    [InlineData("docker-daemon:a:b", "docker-daemon")]
    [InlineData("containers-storage:a", "containers-storage")]
    [InlineData("https://host/a", "'https:'")]
    public void Refuses_what_names_no_image(string text, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => TransportReference.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bounds_the_text() => Assert.Throws<FormatException>(() => TransportReference.Parse("oci:" + new string('a', 10_000)));
}
