using System.Globalization;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Model;

public sealed class ImageIndexTests
{
    /// <summary>An entry a word: <c>platform</c>, with <c>+zstd</c> for one that says so; <c>-</c> has no platform, <c>artifact</c> is none.</summary>
    private static ImageIndex Index(string entries) => new()
    {
        MediaType = MediaType.OciIndex,
        Manifests = [.. entries.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, position) => Entry(word, position))],
    };

    private static Descriptor Entry(string word, int position)
    {
        var parts = word.Split('+')[0].Split('/');
        return new Descriptor
        {
            MediaType = MediaType.OciManifest,
            Size = position,
            Digest = Digest.Sha256Of([(byte)position]),
            Platform = parts.Length < 2 ? null : new Platform(parts[0], parts[1], parts.Length > 2 ? parts[2] : null),
            ArtifactType = word == "artifact" ? "application/x-signature" : null,
            Annotations = word.EndsWith("+zstd", StringComparison.Ordinal)
                ? new Dictionary<string, string> { ["io.github.containers.compression.zstd"] = "true" }
                : [],
        };
    }

    [Theory]
    [InlineData("linux/amd64", "linux/arm64 linux/amd64", 1)]
    [InlineData("linux/amd64", "linux/amd64 linux/amd64", 0)]
    [InlineData("linux/amd64", "linux/amd64 linux/amd64+zstd linux/amd64+zstd", 1)]
    [InlineData("linux/amd64", "- linux/amd64", 1)]
    [InlineData("linux/amd64", "linux/arm64 - -", 1)]
    [InlineData("linux/amd64", "artifact -", 1)]
    [InlineData("linux/amd64", "windows/amd64 linux/amd64/v3 linux/amd64", 2)]
    [InlineData("linux/arm64", "linux/arm/v7 linux/arm64/v8", 1)]
    [InlineData("linux/arm64", "linux/arm64/v8 linux/arm64", 1)]
    [InlineData("linux/arm/v7", "linux/arm/v5 linux/arm/v6 linux/arm/v8", 1)]
    [InlineData("linux/arm/v6", "linux/arm/v7 linux/arm", 1)]
    [InlineData("linux/arm/v6", "linux/arm/v5+zstd linux/arm/v6", 1)]
    public void Selects_as_containers_image_does(string platform, string entries, int expected) =>
        Assert.Equal(expected, Index(entries).Select(Platform.Parse(platform)).Size);

    [Theory]
    [InlineData("windows/amd64 linux/arm64/v8 unknown/unknown windows/amd64", "windows/amd64, linux/arm64/v8")]
    [InlineData("", "none for any platform")]
    [InlineData("artifact", "none for any platform")]
    public void Names_the_platforms_that_there_are(string entries, string named)
    {
        var error = Assert.Throws<NotSupportedException>(() => Index(entries).Select(Platform.Parse("linux/amd64")));
        Assert.Equal($"no image for linux/amd64: there is {named}", error.Message);
    }

    [Fact]
    public void Names_no_more_platforms_than_one_can_read()
    {
        var index = Index(string.Join(' ', Enumerable.Range(0, 1000).Select(i => "plan9/a" + i.ToString(CultureInfo.InvariantCulture))));
        Assert.EndsWith("and 960 more", Assert.Throws<NotSupportedException>(() => index.Select(Platform.Current)).Message, StringComparison.Ordinal);
    }
}
