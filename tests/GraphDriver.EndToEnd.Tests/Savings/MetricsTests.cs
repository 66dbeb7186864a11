using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary><c>metrics</c> gives the figures of <c>df</c> and <c>stats</c>, in Prometheus' format.</summary>
[Collection(PeersCollection.Name)]
public sealed class MetricsTests : IDisposable
{
    private readonly PeersFixture _peers;
    private readonly TestStore _store;

    public MetricsTests(PeersFixture peers)
    {
        _peers = peers;
        _store = Prerequisites.Missing is null ? peers.Machine.NewStore() : null!;
    }

    public void Dispose() => _store?.GraphDriver("rm", "-f", "-a");

    [RootFact]
    public void Metrics_are_the_figures_of_df_and_stats()
    {
        SleepImages.Import(_store, 2);
        SleepImages.Start(_store, 1, 2);
        string image = _store.Pull(_peers.Pushed("busybox"));

        var metrics = Read("--page-cache", "--per-image");
        AssertDisk(metrics, Json("df"));
        AssertMemory(metrics, Json("stats", "--page-cache"));
        Assert.True(metrics["graphdriver_filesystem_size_bytes"] > metrics["graphdriver_filesystem_avail_bytes"]);
        Assert.Single(metrics.Of("graphdriver_image_bytes").Keys, series => series.StartsWith($"{{id={image},", StringComparison.Ordinal));

        // Without the options there is a bounded number of series, however many images there are.
        var less = Read();
        Assert.DoesNotContain(less.Families, family => family.Contains("_image_", StringComparison.Ordinal) || family.Contains("page_cache", StringComparison.Ordinal));
        Assert.All(less.Families, family => Assert.Matches("^graphdriver_[a-z_]+$", family));
        Assert.DoesNotContain(less.Families, family => family.EndsWith("_total", StringComparison.Ordinal));
    }

    [RootFact]
    public void A_file_is_replaced_whole_and_the_next_one_has_the_same_order()
    {
        string file = $"{_store.Folder}/graphdriver.prom";
        _peers.Machine.WriteFile(file, "old");
        long before = Inode(file);
        _store.GraphDriver("metrics", "--output", file).Succeeded();
        byte[] first = File.ReadAllBytes(_peers.Machine.Outside(file));

        Assert.NotEqual(before, Inode(file));
        Assert.Equal("644", _peers.Machine.Run("stat", "-c", "%a", file).Succeeded().Output);
        Assert.Equal(["graphdriver.prom", "storage.conf"], Files(_store.Folder));
        Assert.Equal(0, new ExpositionText(first)["graphdriver_images"]);

        _store.GraphDriver("metrics", "-o", file).Succeeded();
        Assert.Equal(new ExpositionText(first).Families, new ExpositionText(File.ReadAllBytes(_peers.Machine.Outside(file))).Families);
        Assert.Equal(125, _store.GraphDriver("metrics", "-o", $"{_store.Folder}/nowhere/graphdriver.prom").ExitCode);
    }

    private static void AssertDisk(ExpositionText metrics, JsonElement usage)
    {
        foreach (var part in usage.GetProperty("parts").EnumerateObject())
        {
            string label = $"part={JsonNamingPolicy.SnakeCaseLower.ConvertName(part.Name)}";
            Assert.Equal(Number(part.Value, "onDisk"), metrics["graphdriver_store_bytes", label]);
            Assert.Equal(Number(part.Value, "apparent"), metrics["graphdriver_store_apparent_bytes", label]);
            Assert.Equal(Number(part.Value, "inodes"), metrics["graphdriver_store_inodes", label]);
        }

        Assert.Equal(Number(usage, "onDisk"), metrics.Of("graphdriver_store_bytes").Values.Sum());
        Assert.Equal(Number(usage, "imagesOnDisk"), metrics["graphdriver_images_bytes"]);
        Assert.Equal(Number(usage, "containersOnDisk"), metrics["graphdriver_containers_bytes"]);
        Assert.Equal(Number(usage.GetProperty("garbage"), "freed"), metrics["graphdriver_reclaimable_bytes", "kind=garbage"]);
        Assert.Equal(Number(usage.GetProperty("unusedImages"), "freed"), metrics["graphdriver_reclaimable_bytes", "kind=unused_images"]);
        Assert.Equal((3, 2, 2), (metrics["graphdriver_images"], metrics["graphdriver_containers"], metrics["graphdriver_layers", "form=container"]));
        var layers = usage.GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("parts").TryGetProperty("objects", out _));
        double objects = layers.Sum(layer => Number(layer.GetProperty("parts").GetProperty("objects"), "onDisk"));
        Assert.Equal(objects - Number(usage.GetProperty("parts").GetProperty("objects"), "onDisk"), metrics["graphdriver_saved_bytes"]);
        Assert.True(metrics["graphdriver_saved_bytes"] > 1_000_000);
        foreach (var image in usage.GetProperty("images").EnumerateArray())
        {
            string[] labels = [$"id={image.GetProperty("id").GetString()}", $"name={image.GetProperty("names")[0].GetString()}"];
            Assert.Equal(Number(image, "onDisk"), metrics["graphdriver_image_bytes", labels]);
            Assert.Equal(Number(image, "shared"), metrics["graphdriver_image_shared_bytes", labels]);
            Assert.Equal(Number(image.GetProperty("removal"), "freed"), metrics["graphdriver_image_reclaimable_bytes", labels]);
            Assert.Equal(Number(image, "containers"), metrics["graphdriver_image_containers", labels]);
        }
    }

    private static void AssertMemory(ExpositionText metrics, JsonElement stats)
    {
        Assert.Equal(2, metrics["graphdriver_containers_running"]);
        foreach (var container in stats.GetProperty("containers").EnumerateArray())
        {
            string[] labels = [.. new[] { "id", "name", "image" }.Select(name => $"{name}={container.GetProperty(name).GetString()}")];
            foreach (string figure in (string[])["uss", "pss", "rss", "swap"])
            {
                Assert.Equal(Number(container, figure), metrics[$"graphdriver_container_{figure}_bytes", labels]);
            }

            Assert.Equal(container.GetProperty("processes").GetArrayLength(), metrics["graphdriver_container_processes", labels]);
        }

        var cache = stats.GetProperty("pageCache");
        Assert.Equal(Number(cache, "cachedBytes"), metrics["graphdriver_page_cache_bytes"]);
        Assert.Equal(Number(cache, "plainOverlayBytes"), metrics["graphdriver_page_cache_plain_overlay_bytes"]);
        Assert.Equal(Number(cache, "savedBytes"), metrics["graphdriver_page_cache_saved_bytes"]);
        foreach (var image in cache.GetProperty("images").EnumerateArray())
        {
            string[] labels = [$"id={image.GetProperty("imageId").GetString()}", $"name={image.GetProperty("image").GetString()}"];
            Assert.Equal(Number(image, "cachedBytes"), metrics["graphdriver_image_page_cache_bytes", labels]);
            Assert.Equal(Number(image, "sharedBytes"), metrics["graphdriver_image_page_cache_shared_bytes", labels]);
        }
    }

    private ExpositionText Read(params string[] arguments) => new(_store.GraphDriver(["metrics", .. arguments]).Succeeded().OutputBytes);

    private JsonElement Json(params string[] arguments) => _store.GraphDriver([.. arguments, "--format", "json"]).Succeeded().Json();

    private long Inode(string file) => long.Parse(_peers.Machine.Run("stat", "-c", "%i", file).Succeeded().Output);

    private IEnumerable<string?> Files(string folder) => Directory.EnumerateFiles(_peers.Machine.Outside(folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
