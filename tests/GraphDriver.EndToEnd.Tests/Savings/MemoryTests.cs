using System.Globalization;
using System.Text;
using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary>The memory of running containers, beside what smem and a program that asks mincore(2) say of it.</summary>
[Collection(PeersCollection.Name)]
public sealed class MemoryTests : IDisposable
{
    private const int Images = 20;
    private const int Unit = 1024;

    private readonly PeersFixture _peers;
    private readonly TestStore _store;

    public MemoryTests(PeersFixture peers)
    {
        _peers = peers;
        _store = Prerequisites.Missing is null ? PodmanStore.WithComposefs(peers.Machine) : null!;
    }

    public void Dispose()
    {
        _store?.GraphDriver("rm", "-f", "-a");
        _store?.Podman("rm", "-f", "-t", "0", "-a");
    }

    [RootFact]
    public void Twenty_containers_of_twenty_images_share_one_libc_and_the_figures_are_those_of_smem_and_mincore()
    {
        SleepImages.Import(_store, Images);
        SleepImages.Start(_store, 1, 1);

        // Of a process that shares no page but with the whole machine, both sums are of whole pages.
        var alone = Assert.Single(Containers(Stats()));
        var smem = Smem.Of("sleep")[Pid(alone)];
        Assert.Equal((smem.Uss, smem.Pss, smem.Rss), (Bytes(alone, "uss"), Bytes(alone, "pss"), Bytes(alone, "rss")));

        SleepImages.Start(_store, 2, Images);
        var stats = Stats("--page-cache");
        var containers = Containers(stats);
        Assert.Equal(Enumerable.Range(1, Images).Select(number => $"c{number}"), containers.Select(container => container.GetProperty("name").GetString()));
        AssertSameAsSmem(containers);

        // One copy of libc: together they have hardly more of it than one of them.
        var library = containers.ConvertAll(container => Mapped(Pid(container), SleepImages.Library));
        Assert.All(library, one => Assert.True(one.Rss > 300 * Unit, $"libc takes {one.Rss} bytes"));
        // Processes do not touch quite the same pages, so the copy that they share is somewhat more than what one of them has.
        Assert.InRange(library.Sum(one => one.Pss), 1, library.Max(one => one.Rss) * 3 / 2);
        Assert.InRange(Bytes(stats.GetProperty("total"), "pss"), 1, Bytes(alone, "pss") * Images / 2);

        AssertSameAsMinCore(stats.GetProperty("pageCache"));
        foreach (string file in ImageFiles().Where(file => new FileInfo(file).Length < 100_000))
        {
            ResidentPages.Evict(file);
        }

        var less = Stats("--page-cache", "c1").GetProperty("pageCache");
        var image = Assert.Single(less.GetProperty("images").EnumerateArray());
        Assert.Equal(Bytes(image, "cachedBytes"), Bytes(less, "plainOverlayBytes"));
        Assert.True(Bytes(image, "sharedBytes") > 300 * Unit);
        Assert.True(Bytes(image, "cachedBytes") < Bytes(stats.GetProperty("pageCache").GetProperty("images")[0], "cachedBytes"));
        AssertSameAsMinCore(Stats("--page-cache").GetProperty("pageCache"));
    }

    [RootFact]
    public void Containers_of_podman_are_measured_with_all_their_processes_as_long_as_they_run()
    {
        string image = _store.Pull(_peers.Pushed("busybox"));
        _store.Podman("run", "-d", "--name", "theirs", "--network", "none", image, "sh", "-c", "sleep 1000 & sleep 1000").Succeeded();
        _store.Podman("run", "--name", "ended", "--network", "none", image, "true").Succeeded();
        _store.GraphDriver("run", "-d", "--name", "ours", image, "sleep", "1000").Succeeded();
        _store.GraphDriver("exec", "-d", "ours", "sleep", "1001").Succeeded();

        var containers = Containers(Stats()).ToDictionary(container => container.GetProperty("name").GetString()!);
        Assert.Equal(["ours", "theirs"], containers.Keys.Order());
        Assert.Equal(_store.Podman("top", "theirs", "hpid").Succeeded().Lines[1..].Order(), Pids(containers["theirs"]));
        Assert.Equal(2, Pids(containers["ours"]).Count);
        Assert.All(containers.Values, container => Assert.True(Bytes(container, "pss") > 0));

        var cache = Stats("--page-cache").GetProperty("pageCache");
        Assert.Equal(2, Assert.Single(cache.GetProperty("images").EnumerateArray()).GetProperty("containers").GetInt32());
        Assert.Equal(Bytes(cache, "cachedBytes"), Bytes(cache, "plainOverlayBytes"));

        var table = _store.GraphDriver("stats", "theirs").Succeeded().Lines;
        Assert.Equal(2, table.Length);
        Assert.Contains(" theirs ", table[1], StringComparison.Ordinal);
        Assert.Contains("ended is not running", _store.GraphDriver("stats", "ended").Error, StringComparison.Ordinal);
        Assert.Contains("there is no such container", _store.GraphDriver("stats", "nobody").Error, StringComparison.Ordinal);

        // A number that is left behind belongs to another process by now.
        string ended = _store.Podman("inspect", "--format", "{{.Id}}", "ended").Succeeded().Output;
        _peers.Machine.WriteFile($"{_store.RunRoot}/overlay-containers/{ended}/userdata/pidfile", $"{Environment.ProcessId}");
        Assert.Equal(2, Containers(Stats()).Count);
    }

    [RootFact]
    public void A_terminal_shows_one_view_after_another_until_it_is_interrupted()
    {
        SleepImages.Import(_store, 1);
        SleepImages.Start(_store, 1, 1);
        string line = $"trap : INT; stty rows 40 cols 60; /command/graphdriver --root {_store.Root} --runroot {_store.RunRoot} stats --interval 0.1; echo code $?";
        using var running = _peers.Machine.Start(new CommandLine("script", "-qec", line, "/dev/null") { KeepInputOpen = true });
        Thread.Sleep(1500);
        running.Input.Write([3]);
        running.Input.Flush();
        string output = running.WaitForExit(TimeSpan.FromMinutes(1)).Output;
        Assert.Contains("code 0", output, StringComparison.Ordinal);
        Assert.InRange(output.Split("CONTAINER ID").Length - 1, 3, 100);
        Assert.Contains("c1", output, StringComparison.Ordinal);

        // What is wider than the terminal is cut, not wrapped.
        Assert.DoesNotContain("SWAP", output, StringComparison.Ordinal);
    }

    private static void AssertSameAsSmem(List<JsonElement> containers)
    {
        var smem = Smem.Of("sleep");
        foreach (var container in containers)
        {
            var (pid, theirs) = (Pid(container), smem[Pid(container)]);
            Assert.Equal((theirs.Uss, theirs.Rss), (Bytes(container, "uss"), Bytes(container, "rss")));
            Assert.InRange(Bytes(container, "pss") - theirs.Pss, 0, File.ReadLines($"/proc/{pid}/smaps").Count(line => line.StartsWith("Pss:", StringComparison.Ordinal)) * Unit);
        }
    }

    private void AssertSameAsMinCore(JsonElement cache)
    {
        var files = ImageFiles();
        Assert.Equal(ResidentPages.BytesOf(files), Bytes(cache, "cachedBytes"));
        var images = cache.GetProperty("images").EnumerateArray().ToList();
        var layers = files.GroupBy(file => file[..file.IndexOf("/diff/", StringComparison.Ordinal)]).Select(layer => ResidentPages.BytesOf(layer)).ToList();
        Assert.Equal((Images, Images), (images.Count, layers.Count));
        Assert.Equal(layers.Order(), images.Select(image => Bytes(image, "cachedBytes")).Order());
        Assert.Equal(layers.Sum(), Bytes(cache, "plainOverlayBytes"));
        Assert.True(Bytes(cache, "plainOverlayBytes") > 10 * Bytes(cache, "cachedBytes"));
    }

    /// <summary>The objects of all layers of images, by every name that they have.</summary>
    private List<string> ImageFiles() =>
    [
        .. Directory.EnumerateDirectories(_peers.Machine.Outside($"{_store.Root}/overlay"))
            .Where(layer => Directory.Exists($"{layer}/composefs-data"))
            .SelectMany(layer => Directory.EnumerateFiles($"{layer}/diff", "*", SearchOption.AllDirectories)),
    ];

    private JsonElement Stats(params string[] arguments) => _store.GraphDriver(["stats", "--format", "json", .. arguments]).Succeeded().Json();

    private static List<JsonElement> Containers(JsonElement stats) => [.. stats.GetProperty("containers").EnumerateArray()];

    private static long Bytes(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static List<string> Pids(JsonElement container) =>
        [.. container.GetProperty("processes").EnumerateArray().Select(process => process.GetProperty("pid").ToString()).Order()];

    private static int Pid(JsonElement container) => int.Parse(Assert.Single(Pids(container)), CultureInfo.InvariantCulture);

    /// <summary>What a process has of a file in memory, by its mappings.</summary>
    private static (long Rss, long Pss) Mapped(int pid, string path)
    {
        var (rss, pss, isIn) = (0L, 0L, false);
        foreach (string line in File.ReadLines($"/proc/{pid}/smaps", Encoding.UTF8))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            isIn = words[0].Contains('-', StringComparison.Ordinal) ? words[^1] == path && words[1] == "r-xp" : isIn;
            rss += isIn && words[0] == "Rss:" ? long.Parse(words[1], CultureInfo.InvariantCulture) * Unit : 0;
            pss += isIn && words[0] == "Pss:" ? long.Parse(words[1], CultureInfo.InvariantCulture) * Unit : 0;
        }

        return (rss, pss);
    }
}
