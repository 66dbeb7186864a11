using GraphDriver.Cli.Commands;

namespace GraphDriver.Cli.Tests.Commands;

public sealed class ComposefsCommandTests : IDisposable
{
    private const int Refused = 125;

    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-composefs-").FullName;

    [Fact]
    public void Images_are_made_inspected_and_compared()
    {
        var (dump, first, second) = (Path.Combine(_folder, "dump"), Path.Combine(_folder, "1"), Path.Combine(_folder, "2"));
        File.WriteAllText(dump, "/ 4096 40755 2 0 0 0 1.0 - - -\n/f 100 100644 1 0 0 0 1.0 ab/cd - -\n");
        Assert.Equal(0, Run("create", "--from-file", dump, first));
        Assert.Equal(0, Run("create", "--from-file", "--min-version", "1", dump, second));
        Assert.Equal(0, Run("create", _folder));
        Assert.Equal(0, Run("info", first));
        Assert.Equal(0, Run("info", first, "/f", "f"));
        Assert.Equal(Refused, Run("info", first, "/g"));
        Assert.Equal(0, Run("ls", "--filter", "f", first, second));
        Assert.Equal(0, Run("dump", first));
        Assert.Equal(0, Run("objects", first));
        Assert.Equal(0, Run("missing", "--basedir", _folder, first));
        Assert.Equal(0, Run("explain-mismatch", first, first));
        Assert.Equal(1, Run("explain-mismatch", first, second));
        Assert.Equal(Refused, Run("ls", dump));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0, "--hash", "sha512", "--block-size", "65536", "--salt", "00ff")]
    [InlineData(Refused, "--hash", "md5")]
    [InlineData(Refused, "--block-size", "5")]
    [InlineData(Refused, "--salt", "x")]
    public void Digests_are_measured_with_the_parameters_that_fsverity_knows(int exitCode, params string[] options)
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "content");
        Assert.Equal(exitCode, Run(["measure", .. options, file]));
    }

    [Theory]
    [InlineData("create", "--threads", "0", "a", "b")]
    [InlineData("create", "--min-version", "2", "a", "b")]
    [InlineData("create", "--skip-xattrs", "--user-xattrs", "a", "b")]
    [InlineData("create", "/nothing/there", "b")]
    [InlineData("ls", "--filter", "a/b", "c")]
    [InlineData("missing", "c")]
    [InlineData("mount", "-o", "ro", "c", "d")]
    [InlineData("mount", "-o", "basedir=/", "/nothing/there", "d")]
    [InlineData("seal", "/proc/version")]
    public void Words_without_sense_are_refused(params string[] words) => Assert.Equal(Refused, Run(words));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int Run(params string[] words) => RootCommands.Invoke(["composefs", .. words]);
}
