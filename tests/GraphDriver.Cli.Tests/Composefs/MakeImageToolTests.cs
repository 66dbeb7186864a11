using GraphDriver.Cli.Composefs;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Tests.Composefs;

public sealed class MakeImageToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-mkcomposefs-").FullName;

    [Theory]
    [InlineData("src img", 0, 1)]
    [InlineData("--min-version=1 src img", 1, 0)]
    [InlineData("--max-version=1 src img", 0, 1)]
    [InlineData("--max-version=0 src img", 0, 0)]
    [InlineData("--min-version=0 src img", 0, 0)]
    public void One_version_alone_sets_the_other_to_zero(string words, int min, int max)
    {
        var versions = Parse(words).Versions;
        Assert.Equal((min, max), (versions.MinVersion, versions.MaxVersion));
    }

    [Fact]
    public void Options_are_those_of_the_c_tool()
    {
        var options = Parse("--digest-store=s --use-epoch --skip-devices --user-xattrs --threads=3 --print-digest --from-file src img");
        Assert.Equal(("src", "img", true, true), (options.Source, options.Image, options.FromFile, options.PrintDigest));
        Assert.Equal(("s", true, true, 3), (options.Directory.DigestStore, options.Directory.UseEpoch, options.Directory.SkipDevices, options.Directory.Threads));
        Assert.Equal(XattrSelection.UserOnly, options.Directory.Xattrs);
        Assert.Null(Parse("--print-digest-only src").Image);
    }

    [Theory]
    [InlineData("", "No source path specified")]
    [InlineData("src", "No destination path specified")]
    [InlineData("a b c", "Too many arguments")]
    [InlineData("--print-digest-only a b", "Cannot specify destination path with --print-digest-only")]
    [InlineData("--threads=0 a b", "Invalid threads count 0")]
    [InlineData("--min-version=x a b", "Invalid min version x")]
    [InlineData("--max-version= a b", "Invalid max version ")]
    public void Words_without_sense_are_refused(string words, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Parse(words)).Message);

    [Theory]
    [InlineData("--min-version=2 a b")]
    [InlineData("--max-version=-1 a b")]
    [InlineData("--skip-xattrs --user-xattrs a b")]
    public void Impossible_wishes_are_refused(string words) => Assert.Throws<ToolException>(() => Parse(words));

    [Fact]
    public void Image_of_a_dump_is_made_and_a_bad_dump_leaves_none()
    {
        var (dump, image) = (Path.Combine(_folder, "dump"), Path.Combine(_folder, "image"));
        File.WriteAllText(dump, "/ 4096 40755 2 0 0 0 1.0 - - -\n/f 5 100644 1 0 0 0 1.0 - hello -\n");
        var tool = DropInTools.Find("/usr/bin/mkcomposefs")!;
        Assert.Equal(0, tool(["--from-file", dump, image]));
        var made = File.ReadAllBytes(image);
        Assert.Equal(0xd078629au, BitConverter.ToUInt32(made));

        File.AppendAllText(dump, "/f 5 100644 1 0 0 0 1.0 - hello -\n");
        Assert.Equal(1, tool(["--from-file", dump, image]));
        Assert.Equal(made, File.ReadAllBytes(image));
        Assert.Equal(1, tool(["--from-file", dump + "x", image]));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Only_the_three_names_are_tools()
    {
        Assert.NotNull(DropInTools.Find("mkcomposefs"));
        Assert.NotNull(DropInTools.Find("./composefs-info"));
        Assert.NotNull(DropInTools.Find("/sbin/mount.composefs"));
        Assert.Null(DropInTools.Find("/usr/bin/graphdriver"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static MakeImageOptions Parse(string words) =>
        MakeImageTool.Parse(new ToolArguments(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), MakeImageTool.Known));
}
