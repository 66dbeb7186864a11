using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Tests.Tree;

public class NodeTests
{
    [Fact]
    public void Mode_keeps_the_type()
    {
        var file = new RegularFileNode { Mode = 0x8000 | 0x9ED };
        Assert.Equal(0x89EDu, file.Mode);
        file.Mode = 0x1A4;
        Assert.Equal(0x81A4u, file.Mode);
        Assert.Throws<ArgumentException>(() => file.Mode = 0x4000);
        Assert.Throws<ArgumentException>(() => file.Mode = 0x10000);
    }

    [Fact]
    public void Xattrs_are_set_replaced_and_removed()
    {
        var node = new FifoNode();
        node.SetXattr("user.a"u8.ToArray(), [1]);
        node.SetXattr("user.b"u8.ToArray(), [2]);
        node.SetXattr("user.a"u8.ToArray(), [3]);
        Assert.Equal([3], node.GetXattr("user.a"u8)!);
        Assert.Equal(2, node.Xattrs.Length);
        Assert.True(node.RemoveXattr("user.a"u8));
        Assert.False(node.RemoveXattr("user.a"u8));
        Assert.Null(node.GetXattr("user.a"u8));
    }

    [Theory]
    [InlineData("/ab/00112233445566778899aabbccddeeff00112233445566778899aabbccddee")]
    [InlineData("/ab/00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddee")]
    [InlineData("/ab/g0112233445566778899aabbccddeeff00112233445566778899aabbccddee")]
    [InlineData("/some/where")]
    [InlineData("/")]
    public void Redirect_is_given_back_as_it_was_set(string redirect)
    {
        var file = new RegularFileNode { Size = 5, Redirect = Encoding.ASCII.GetBytes(redirect) };
        Assert.Equal(redirect, Encoding.ASCII.GetString(file.Redirect!));
        Assert.Equal(redirect.Length, file.RedirectLength);
        file.Redirect = null;
        Assert.Null(file.Redirect);
        Assert.Equal(0, file.RedirectLength);
    }

    [Fact]
    public void Inline_content_and_redirect_exclude_each_other()
    {
        var file = new RegularFileNode { InlineContent = [1, 2, 3] };
        Assert.Equal(3, file.Size);
        file.Redirect = null;
        Assert.NotNull(file.InlineContent);
        file.Redirect = "/x"u8.ToArray();
        Assert.Null(file.InlineContent);
        file.InlineContent = [4];
        Assert.Null(file.Redirect);
        file.SetObject(new byte[32]);
        Assert.Null(file.InlineContent);
        Assert.Equal("/00/" + new string('0', 62), Encoding.ASCII.GetString(file.Redirect!));
        file.InlineContent = null;
        Assert.NotNull(file.Redirect);
    }

    [Fact]
    public void Only_sha256_verity_digests_fit_a_file()
    {
        var file = new RegularFileNode { Verity = VerityDigest.FromBytes([.. Enumerable.Repeat((byte)7, 32)]) };
        Assert.Equal(string.Concat(Enumerable.Repeat("07", 32)), file.Verity.ToString());
        Assert.Throws<ArgumentException>(() => file.Verity = VerityDigest.FromBytes(new byte[64]));
        file.Verity = null;
        Assert.Null(file.Verity);
    }
}
