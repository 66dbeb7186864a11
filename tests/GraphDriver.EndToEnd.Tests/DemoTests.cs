using System.Diagnostics;
using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests;

/// <summary><c>graphdriver demo</c> in small: its figures, and that it leaves nothing however it ends.</summary>
[Collection(PeersCollection.Name)]
public sealed class DemoTests(PeersFixture peers)
{
    private const int Images = 4;
    private const int Megabyte = 1_000_000;
    /// <summary>Deletes a folder into which others write; false where one of them was faster.</summary>
    private static bool IsDeleted(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(folder);
        }
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RootFact]
    public void It_measures_what_images_that_differ_in_one_file_take_and_leaves_nothing()
    {
        string folder = NewFolder();
        var result = peers.Machine.Run(Demo(folder, "--html", $"{folder}/report.html", "--format", "json")).Succeeded();
        var figures = result.Json();

        Assert.Equal(Images, figures.GetProperty("images").GetInt32());
        Assert.InRange(figures.GetProperty("files").GetInt32(), 700, 900);
        Assert.InRange(Number(figures, "imageBytes"), 20 * Megabyte, 36 * Megabyte);
        Assert.InRange(Number(figures, "plain", "onDisk"), Images * Number(figures, "imageBytes"), Images * 50L * Megabyte);

        // The folders of objects take most of it, whatever the image's size.
        Assert.InRange(Number(figures, "composefs", "eachFurtherImage"), 1, 3 * Megabyte / 2);
        Assert.InRange(Number(figures, "composefs", "onDisk"), Number(figures, "composefs", "firstImage"), Number(figures, "plain", "onDisk") / 2);
        Assert.All(figures.GetProperty("pulls").EnumerateArray().Skip(1), pull => Assert.InRange(Number(pull, "fetchedBytes"), 20_000, Megabyte / 2));
        Assert.InRange(Number(figures, "composefs", "eachProcess", "uss"), 1, Megabyte / 5);
        Assert.InRange(Number(figures, "plain", "eachProcess", "uss"), Megabyte, 3 * Megabyte);
        Assert.InRange(Number(figures, "composefs", "eachProcess", "pss"), 1, Number(figures, "plain", "eachProcess", "pss") / 2);
        Assert.Equal(Images, figures.GetProperty("composefs").GetProperty("processes").GetArrayLength());
        string report = File.ReadAllText(peers.Machine.Outside($"{folder}/report.html"));
        Assert.Contains($"{Images} images that differ in one file", report, StringComparison.Ordinal);
        File.Delete(peers.Machine.Outside($"{folder}/report.html"));
        AssertNothingLeft(folder);
    }

    [RootFact]
    public void Interrupted_while_the_processes_run_it_ends_them_and_leaves_nothing()
    {
        string folder = NewFolder();
        using var demo = peers.Machine.Start(Demo(folder, "--no-html"));
        WaitUntil(() => Sleeping(folder).Count > 0);
        using (var interrupt = Process.Start("kill", ["-INT", $"{demo.Id}"]))
        {
            interrupt.WaitForExit();
        }

        Assert.Equal(130, demo.WaitForExit(Patience).ExitCode);
        AssertNothingLeft(folder);
    }

    [RootFact]
    public void The_next_one_removes_what_a_killed_one_left()
    {
        string folder = NewFolder();
        using (var demo = peers.Machine.Start(Demo(folder, "--no-html")))
        {
            WaitUntil(() => Sleeping(folder).Count > 0);
            demo.Kill();
            demo.WaitForExit(Patience);
        }

        Assert.NotEmpty(Sleeping(folder));
        Assert.Contains(folder, Mounts(), StringComparison.Ordinal);
        peers.Machine.Run(Demo(folder, "--no-html", "--no-plain", "--keep")).Succeeded();
        string kept = Assert.Single(Directory.GetDirectories(peers.Machine.Outside(folder)));
        Assert.True(Directory.Exists($"{kept}/store/overlay"));
        Directory.Delete(kept, recursive: true);
        AssertNothingLeft(folder);
    }

    [RootFact]
    public void A_registry_that_fails_is_one_line_and_leaves_nothing()
    {
        string folder = NewFolder();
        using var demo = peers.Machine.Start(Demo(folder, "--no-html"));
        WaitUntil(() => Registry(folder) is { } registry && Directory.Exists($"{registry}/demo/blobs"));
        WaitUntil(() => IsDeleted(Registry(folder)!));
        var result = demo.WaitForExit(Patience);
        Assert.Equal(125, result.ExitCode);
        Assert.StartsWith("graphdriver: ", result.Error.Split('\n')[^1], StringComparison.Ordinal);
        AssertNothingLeft(folder);
    }

    [RootFact]
    public void It_says_what_it_needs()
    {
        string folder = NewFolder();
        var user = peers.Machine.Run("setpriv", "--reuid", "1000", "--clear-groups", "/command/graphdriver", "demo");
        Assert.Equal((125, true), (user.ExitCode, user.Error.Contains("needs root", StringComparison.Ordinal)));
        var full = peers.Machine.Run("/command/graphdriver", "demo", "--dir", folder, "--images", "200", "--size", "10GB");
        Assert.Equal((125, true), (full.ExitCode, full.Error.Contains("--dir", StringComparison.Ordinal)));
        var memory = peers.Machine.Run("/command/graphdriver", "demo", "--dir", "/var/tmp", "--images", "2", "--size", "1MB");
        Assert.Equal((125, true), (memory.ExitCode, memory.Error.Contains("overlay", StringComparison.Ordinal)));
        AssertNothingLeft(folder);
    }

    private static CommandLine Demo(string folder, params string[] options) =>
        new("/command/graphdriver", ["demo", "--dir", folder, "--images", $"{Images}", "--files", "800", "--size", "30MB", .. options]);

    private string NewFolder()
    {
        string folder = peers.Machine.NewStore().Folder;
        File.Delete(peers.Machine.Outside($"{folder}/storage.conf"));
        return folder;
    }

    private string? Registry(string folder) =>
        Directory.EnumerateDirectories(peers.Machine.Outside(folder)).Select(one => $"{one}/registry").FirstOrDefault(Directory.Exists);

    private static void WaitUntil(Func<bool> isSo)
    {
        for (var watch = Stopwatch.StartNew(); !isSo(); Thread.Sleep(5))
        {
            Assert.True(watch.Elapsed < Patience, "the demo does not come so far");
        }
    }

    private string Mounts() => peers.Machine.Run("cat", "/proc/self/mountinfo").Succeeded().Output;

    /// <summary>Processes that have their root below a folder of the machine.</summary>
    private static List<string> Sleeping(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _) && RootOf(process).Contains($"{folder}/", StringComparison.Ordinal)),
    ];

    private static string RootOf(string process)
    {
        try
        {
            return new FileInfo($"{process}/root").LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void AssertNothingLeft(string folder)
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(peers.Machine.Outside(folder)));
        Assert.DoesNotContain(folder, Mounts(), StringComparison.Ordinal);
        Assert.Empty(Sleeping(folder));
    }

    private static long Number(JsonElement figures, params string[] path) => path.Aggregate(figures, (element, name) => element.GetProperty(name)).GetInt64();
}
