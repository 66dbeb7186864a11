using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;

namespace GraphDriver.Linux.Tests.Xattrs;

public sealed class XattrTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Values_of_an_open_file_are_bytes()
    {
        using var file = _scratch.Create("f");
        byte[] value = [0, 0xFF, 10, 0];
        SetXattr.Set(file, "user.binary", value);
        SetXattr.Set(file, "user.empty", []);
        Assert.Equal(value, GetXattr.Get(file, "user.binary"));
        Assert.Equal(Array.Empty<byte>(), GetXattr.Get(file, "user.empty"));
        Assert.Null(GetXattr.Get(file, "user.missing"));
        Assert.Equal(["user.binary", "user.empty"], Names(ListXattr.List(file)));
        Assert.True(RemoveXattr.Remove(file, "user.binary"));
        Assert.False(RemoveXattr.Remove(file, "user.binary"));
        Assert.Equal(["user.empty"], Names(ListXattr.List(file)));
    }

    [Fact]
    public void Values_longer_than_the_first_buffer_are_read_whole()
    {
        using var file = _scratch.Create("f");
        var value = new byte[2000];
        Random.Shared.NextBytes(value);
        SetXattr.Set(file, "user.long", value);
        Assert.Equal(value, GetXattr.Get(file, "user.long"));
        Assert.Equal(value, GetXattr.Get(_scratch.Handle, "f", "user.long"));
    }

    [Fact]
    public void Flags_are_obeyed()
    {
        using var file = _scratch.Create("f");
        Assert.Equal(Errno.ENODATA, SetXattr.TrySet(file, "user.x", "1"u8, XattrFlags.Replace));
        SetXattr.Set(file, "user.x", "1"u8, XattrFlags.Create);
        Assert.Equal(Errno.EEXIST, SetXattr.TrySet(file, "user.x", "2"u8, XattrFlags.Create));
    }

    [Fact]
    public void A_symbolic_link_has_attributes_of_its_own()
    {
        _scratch.Create("target").Dispose();
        SymlinkAt.Create("target", _scratch.Handle, "link");
        SetXattr.Set(_scratch.Handle, "link", "trusted.on-link", "1"u8);
        SetXattr.Set(_scratch.Handle, "target", "user.on-target", "2"u8);
        Assert.Equal("1"u8.ToArray(), GetXattr.Get(_scratch.Handle, "link", "trusted.on-link"));
        Assert.Equal(["trusted.on-link"], Names(ListXattr.List(_scratch.Handle, "link")));
        Assert.Equal(["user.on-target"], Names(ListXattr.List(_scratch.Handle, "target")));
        Assert.True(RemoveXattr.Remove(_scratch.Handle, "link", "trusted.on-link"));
        Assert.False(RemoveXattr.Remove(_scratch.Handle, "link", "trusted.on-link"));
    }

    private static IEnumerable<string> Names(IEnumerable<byte[]> names) =>
        names.Select(Encoding.ASCII.GetString).Where(name => !name.StartsWith("security.", StringComparison.Ordinal)).Order();
}
