using GraphDriver.Cli.Images;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Cli.Tests.Images;

public sealed class ImageNamesTests
{
    private static readonly string Sha256 = "sha256:" + new string('1', 64);

    [Fact]
    public void An_image_has_a_row_for_each_tag_and_none_for_a_name_with_a_digest_beside_them()
    {
        Assert.Equal(
            [("localhost/a", "1"), ("docker.io/library/b", "latest")],
            ImageNames.Rows(Image("localhost/a:1", "docker.io/library/b:latest", $"localhost/a@{Sha256}")));
        Assert.Equal([("localhost/a", "<none>")], ImageNames.Rows(Image($"localhost/a@{Sha256}", $"localhost/b@{Sha256}")));
        Assert.Equal([("<none>", "<none>")], ImageNames.Rows(Image()));
    }

    [Fact]
    public void Each_repository_is_named_once_with_each_digest() =>
        Assert.Equal(
            [$"localhost/a@{Sha256}", $"localhost/b@{Sha256}"],
            ImageNames.Digests(Image("localhost/b:1", "localhost/a:1", "localhost/a:2")));

    private static ImageRecord Image(params string[] names) =>
        new() { Id = ImageId.Parse(new string('a', 64)), Names = names, Digest = Digest.Parse(Sha256) };
}
