using System.Text;
using GraphDriver.Composefs.Comparison;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;

namespace GraphDriver.Composefs.Tests.Comparison;

public class ImageComparerTests
{
    private const string Dump = """
        / 4096 40755 3 0 0 0 1.0 - - -
        /a 5 100644 2 0 0 0 2.0 - hello - user.x=1
        /b 5 @100644 2 0 0 0 2.0 /a - -
        /d 0 40755 2 0 0 0 2.0 - - -
        /d/l 1 120777 1 0 0 0 2.0 t - -
        /f 100 100644 1 0 0 0 2.0 ab/cd - -

        """;

    [Fact]
    public void Same_images_have_no_differences() => Assert.Empty(ImageComparer.Compare(Image(Dump), Image(Dump)));

    [Theory]
    [InlineData("/a 5 100644", "/a 5 100600", "/a: mode: 100644 | 100600")]
    [InlineData("/a 5 100644 2 0", "/a 5 100644 2 7", "/a: uid: 0 | 7")]
    [InlineData("/d/l 1 120777 1 0 0 0 2.0 t", "/d/l 1 120777 1 0 0 0 3.000000001 t", "/d/l: mtime: 2.000000000 | 3.000000001")]
    [InlineData("/d/l 1 120777 1 0 0 0 2.0 t", "/d/l 1 120777 1 0 0 0 2.0 u", "/d/l: link target: 't' | 'u'")]
    [InlineData("hello", "hallo", "/a: inline content: 'hello' | 'hallo'")]
    [InlineData("ab/cd", "ab/ce", "/f: object: '/ab/cd' | '/ab/ce'")]
    [InlineData("/f 100 ", "/f 101 ", "/f: size: 100 | 101")]
    [InlineData("user.x=1", "user.x=2", "/a: attribute user.x: '1' | '2'")]
    [InlineData(" user.x=1", "", "/a: attribute user.x: '1' | -")]
    [InlineData("/f 100", "/g 100", "/f: file: RegularFile | -")]
    [InlineData("/b 5 @100644 2 0 0 0 2.0 /a - -", "/b 5 100644 2 0 0 0 2.0 - hello - user.x=1", "/b: hard link to: /a | -")]
    public void Difference_is_named_by_path_and_field(string former, string changed, string difference)
    {
        var differences = ImageComparer.Compare(Image(Dump), Image(Dump.Replace(former, changed, StringComparison.Ordinal))).ToList();
        Assert.Equal(difference, differences[0].ToString());
        Assert.Equal("bytes", differences[^1].Place);
    }

    [Fact]
    public void Name_that_the_inode_is_written_at_is_a_difference_of_the_encoding()
    {
        var other = Dump.Replace("/a 5 100644 2 0 0 0 2.0 - hello - user.x=1", "/a 5 @100644 2 0 0 0 2.0 /d/b - -", StringComparison.Ordinal)
            .Replace("/b 5 @100644 2 0 0 0 2.0 /a - -\n", "", StringComparison.Ordinal) + "/d/b 5 100644 2 0 0 0 2.0 - hello - user.x=1\n";
        var same = Dump.Replace("/b 5 @100644", "/d/b 5 @100644", StringComparison.Ordinal)
            .Replace("/d 0 40755 2 0 0 0 2.0 - - -\n", "", StringComparison.Ordinal)
            .Replace("/a 5 100644", "/d 0 40755 2 0 0 0 2.0 - - -\n/a 5 100644", StringComparison.Ordinal);
        var differences = ImageComparer.Compare(Image(same), Image(other)).Select(difference => difference.ToString()).ToList();
        Assert.DoesNotContain(differences, difference => difference.Contains("hard link", StringComparison.Ordinal));
        Assert.Contains(differences, difference => difference.StartsWith("/a: inode number: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Format_version_and_form_are_compared()
    {
        var tree = DumpReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(Dump)));
        var image = new MemoryStream();
        ImageWriter.Write(tree, image, new ImageOptions { MinVersion = 1 });
        Assert.Equal("header: format version: 0 | 1", ImageComparer.Compare(Image(Dump), image.ToArray()).First().ToString());
    }

    private static byte[] Image(string dump)
    {
        var image = new MemoryStream();
        ImageWriter.Write(DumpReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(dump))), image);
        return image.ToArray();
    }
}
