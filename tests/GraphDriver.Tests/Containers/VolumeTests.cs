using GraphDriver.Containers;

namespace GraphDriver.Tests.Containers;

public sealed class VolumeTests
{
    [Theory]
    [InlineData("/a:/b", "/a", "/b", "rbind,rprivate")]
    [InlineData("/a/../c:/b/./d//", "/c", "/b/d", "rbind,rprivate")]
    [InlineData("./a:/b:ro", "/here/a", "/b", "rbind,ro,rprivate")]
    [InlineData("..:/b", "/", "/b", "rbind,rprivate")]
    [InlineData("/a:/b:ro,z,bind", "/a", "/b", "ro,bind,private")]
    [InlineData("/a:/b:rshared,noexec", "/a", "/b", "rbind,rshared,noexec")]
    [InlineData("/b", null, "/b", "rbind,rprivate,nodev")]
    public void A_volume_is_read(string text, string? source, string destination, string options)
    {
        var volume = Volume.Parse(text, () => "/here");
        Assert.Equal(source, volume.Source);
        Assert.Equal(destination, volume.Destination);
        Assert.Equal(options, string.Join(',', volume.Options));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":/b")]
    [InlineData("/a:b")]
    [InlineData("/a:")]
    [InlineData("/a:/")]
    [InlineData("/a:/..")]
    [InlineData("/a:/b:ro:z")]
    [InlineData("/a:/b:ro,rw")]
    [InlineData("/a:/b:sideways")]
    [InlineData("/a:/b:shared,slave")]
    [InlineData("name:/b")]
    public void What_is_no_volume_is_refused(string text) => Assert.Throws<FormatException>(() => Volume.Parse(text, () => "/here"));
}
