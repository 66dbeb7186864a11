using System.Diagnostics;
using System.Text.RegularExpressions;
using GraphDriver.Savings.Demo.Content;

namespace GraphDriver.Tests.Savings.Demo;

/// <summary>The files that a program of this machine needs, beside what the loader itself says.</summary>
public sealed partial class ProgramFilesTests
{
    [Theory]
    [InlineData("/usr/bin/sleep")]
    [InlineData("/bin/ls")]
    [InlineData("/usr/bin/tar")]
    public void They_are_those_that_the_loader_says(string program)
    {
        using var ldd = Process.Start(new ProcessStartInfo("ldd", program) { RedirectStandardOutput = true })!;
        var theirs = PathOf().Matches(ldd.StandardOutput.ReadToEnd()).Select(match => Real(match.Value)).Append(Real(program)).Order().Distinct();
        var ours = ProgramFiles.Of(program);
        Assert.Equal(theirs, ours.Where(path => new FileInfo(path) is { Exists: true, LinkTarget: null }).Order());
        Assert.Contains(program, ours.SelectMany(Names));
    }

    [Fact]
    public void What_is_no_program_is_refused() => Assert.Throws<InvalidDataException>(() => ProgramFiles.Of("/etc/passwd"));

    [Fact]
    public void A_loop_of_links_ends()
    {
        var folder = Directory.CreateTempSubdirectory("demo");
        File.CreateSymbolicLink($"{folder.FullName}/a", "b");
        File.CreateSymbolicLink($"{folder.FullName}/b", "a");
        Assert.Throws<Linux.LinuxException>(() => MachinePath.WayTo($"{folder.FullName}/a"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Folders_for_libraries_are_read_with_what_is_included()
    {
        var root = Directory.CreateTempSubdirectory("demo");
        Directory.CreateDirectory($"{root.FullName}/etc/ld.so.conf.d");
        File.WriteAllText($"{root.FullName}/etc/ld.so.conf", "# comment\n/opt/first # and more\ninclude ld.so.conf.d/*.conf\ninclude /etc/ld.so.conf\n/opt/last\n");
        File.WriteAllText($"{root.FullName}/etc/ld.so.conf.d/b.conf", "/opt/b:/opt/c\n");
        File.WriteAllText($"{root.FullName}/etc/ld.so.conf.d/a.conf", "/opt/a\nrelative\n");
        var folders = LibraryFolders.Read(root.FullName);
        root.Delete(recursive: true);
        Assert.Equal(["/opt/first", "/opt/last", "/opt/a", "/opt/b", "/opt/c", "/lib64"], folders.Take(6));
    }

    /// <summary>A path by all names that its directories have here.</summary>
    private static IEnumerable<string> Names(string path) => [path, path.Replace("/usr/", "/", StringComparison.Ordinal)];

    private static string Real(string path) => MachinePath.WayTo(path)[^1];

    [GeneratedRegex(@"/\S+(?= \(0x)")]
    private static partial Regex PathOf();
}
