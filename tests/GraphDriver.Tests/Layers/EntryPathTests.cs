using System.Text;
using GraphDriver.Layers;

namespace GraphDriver.Tests.Layers;

public sealed class EntryPathTests
{
    [Theory]
    [InlineData("./", "")]
    [InlineData("/", "")]
    [InlineData("//", "")]
    [InlineData("/ko-app/server", "ko-app server")]
    [InlineData("", "")]
    [InlineData("././.", "")]
    [InlineData("./usr/bin/", "usr bin")]
    [InlineData("usr//bin/./env", "usr bin env")]
    [InlineData("..data/...", "..data ...")]
    public void Takes_a_name_apart(string name, string components)
    {
        var path = EntryPath.Parse(Encoding.UTF8.GetBytes(name));

        var found = new List<string>();
        var rest = path.Text;
        while (EntryPath.TakeFirst(ref rest) is { IsEmpty: false } component)
        {
            found.Add(Encoding.UTF8.GetString(component));
        }

        Assert.Equal(components, string.Join(' ', found));
        Assert.Equal(components.Length == 0, path.IsRoot);
    }

    [Theory]
    [InlineData("../etc/passwd", "leaves the layer")]
    [InlineData("usr/../../etc", "leaves the layer")]
    [InlineData("usr/..", "leaves the layer")]
    [InlineData("/../etc/passwd", "leaves the layer")]
    [InlineData("a\0b", "NUL")]
    public void Refuses_what_would_leave_the_layer(string name, string complaint)
    {
        var error = Assert.Throws<InvalidDataException>(() => { EntryPath.Parse(Encoding.UTF8.GetBytes(name)); });

        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains(EntryPath.Display(Encoding.UTF8.GetBytes(name)), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_components_and_paths_as_the_kernel_does()
    {
        var longest = string.Join('/', Enumerable.Repeat(new string('n', 255), 16));

        Assert.Equal(4095, longest.Length);
        Assert.False(EntryPath.Parse(Encoding.UTF8.GetBytes(longest)).IsRoot);
        var tooLong = Assert.Throws<InvalidDataException>(() => { EntryPath.Parse(Encoding.UTF8.GetBytes(longest + "/nn")); });
        Assert.Contains("4098 bytes", tooLong.Message, StringComparison.Ordinal);
        var component = Assert.Throws<InvalidDataException>(() => { EntryPath.Parse(Encoding.UTF8.GetBytes(new string('n', 256))); });
        Assert.Contains("component of 256 bytes", component.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_bytes_that_are_no_text_as_hex()
    {
        Assert.Equal("caf\\xe9 \\x07 ü", EntryPath.Display([.. "caf"u8, 0xe9, .. " "u8, 7, .. " ü"u8]));
    }
}
