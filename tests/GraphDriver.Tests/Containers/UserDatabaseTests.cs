using System.Text;
using GraphDriver.Containers;
using GraphDriver.Containers.Users;

namespace GraphDriver.Tests.Containers;

public sealed class UserDatabaseTests
{
    private static readonly UserDatabase Users = UserDatabase.Parse(
        "root:x:0:0:root:/root:/bin/sh\n# comment:x:1:1\nbroken line\nalice:x:1000:100:Alice:/home/alice:/bin/sh\n1234:x:77:78::/odd:\nhomeless:x:5:6\nalice:x:2:2::/second:\n"u8,
        "root:x:0:\nstaff:x:50:alice,bob\nusers:x:100:\nwheel:x:10:root,alice\nempty:x:9\n"u8);

    [Theory]
    [InlineData(null, 0, 0, "0 10", "/root")]
    [InlineData("", 0, 0, "0 10", "/root")]
    [InlineData("alice", 1000, 100, "10 50 100", "/home/alice")]
    [InlineData("1000", 1000, 100, "10 50 100", "/home/alice")]
    [InlineData("alice:staff", 1000, 50, "50", "/home/alice")]
    [InlineData("alice:7", 1000, 7, "7", "/home/alice")]
    [InlineData("1000:0", 1000, 0, "0", "/home/alice")]
    [InlineData("77", 77, 78, "78", "/odd")]
    [InlineData("1234", 1234, 0, "0", null)]
    [InlineData("55:66", 55, 66, "66", null)]
    [InlineData("homeless", 5, 6, "6", "/")]
    public void A_user_is_found(string? text, uint uid, uint gid, string groups, string? home)
    {
        var user = Users.Find(text);
        Assert.Equal((uid, gid, groups, home), (user.Uid, user.Gid, string.Join(' ', user.Groups), user.Home));
    }

    [Theory]
    [InlineData("bob", "bob")]
    [InlineData("alice:nogroup", "nogroup")]
    [InlineData("-1", "-1")]
    [InlineData("4294967295", "4294967295")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    public void An_unknown_user_or_group_is_named(string text, string named)
    {
        var error = Assert.Throws<ContainerRuntimeException>(() => Users.Find(text));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_without_such_files_still_has_numbers()
    {
        var none = UserDatabase.Parse([], []);
        Assert.Equal(0u, none.Find(null).Uid);
        Assert.False(none.Find("7").IsKnown);
        Assert.Throws<ContainerRuntimeException>(() => none.Find("root"));
    }

    [Fact]
    public void Bytes_that_are_no_text_do_no_harm()
    {
        byte[] odd = [.. Encoding.ASCII.GetBytes("r\0"), 0xFF, .. Encoding.ASCII.GetBytes(":x:1:1\nok:x:3:4::/home:\n")];
        Assert.Equal(3u, UserDatabase.Parse(odd, odd).Find("ok").Uid);
    }
}
