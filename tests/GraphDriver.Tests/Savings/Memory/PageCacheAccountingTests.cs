using GraphDriver.Linux.Files;
using GraphDriver.Mounts;
using GraphDriver.Savings.Memory;

namespace GraphDriver.Tests.Savings.Memory;

/// <summary>The page cache of images, whose files lie on the disk of the temporary folder; another program counts by mincore(2).</summary>
public sealed class PageCacheAccountingTests : IDisposable
{
    private static readonly long Page = Environment.SystemPageSize;

    private readonly LayerTrees _trees = new();

    public void Dispose() => _trees.Dispose();

    [Fact]
    public void Objects_of_several_images_are_held_once_and_plain_overlay_holds_them_for_each_layer()
    {
        var common = _trees.Composefs(("base", 10));
        var first = _trees.Composefs(("libc", 100), ("first", 3));
        var second = _trees.Composefs(("libc", 100), ("second", 5));
        var usage = Measure([Workload("a", "one", first, common), Workload("b", "two", second, common), Workload("c", "one", first, common)]);

        Assert.Equal(LayerTrees.Count(first, second, common), usage.CachedBytes);
        Assert.Equal(118 * Page, usage.CachedBytes);
        Assert.Equal(LayerTrees.Count(first) + LayerTrees.Count(second) + LayerTrees.Count(common), usage.PlainOverlayBytes);
        Assert.Equal(218 * Page, usage.PlainOverlayBytes);
        Assert.Equal(100 * Page, usage.SavedBytes);
        Assert.Equal(
            [
                new ImagePageCache { Image = "one", Name = "one:latest", Containers = 2, Layers = 2, CachedBytes = 113 * Page, SharedBytes = 110 * Page },
                new ImagePageCache { Image = "two", Name = "two:latest", Containers = 1, Layers = 2, CachedBytes = 115 * Page, SharedBytes = 110 * Page },
            ],
            usage.Images);
    }

    [Fact]
    public void What_is_not_cached_counts_nothing()
    {
        var layer = _trees.Composefs(("held", 7), ("dropped", 50));
        _trees.Evict("dropped");
        var usage = Measure([Workload("a", "one", layer)]);
        Assert.Equal(LayerTrees.Count(layer), usage.CachedBytes);
        Assert.InRange(usage.CachedBytes, 7 * Page, 57 * Page);
    }

    [Fact]
    public void Containers_that_nobody_asked_for_make_shared_what_they_share()
    {
        var asked = _trees.Composefs(("libc", 4), ("own", 1));
        var other = _trees.Composefs(("libc", 4), ("else", 9));
        var usage = PageCacheAccounting.Measure([Workload("a", "one", asked)], [Workload("b", "two", other)], CancellationToken.None);
        var image = Assert.Single(usage.Images);
        Assert.Equal(("one", 5 * Page, 4 * Page), (image.Image, image.CachedBytes, image.SharedBytes));
        Assert.Equal((5 * Page, 5 * Page), (usage.CachedBytes, usage.PlainOverlayBytes));
    }

    [Fact]
    public void A_plain_layer_is_a_tree_of_any_names_and_depth_whose_files_count_once()
    {
        var layer = _trees.Plain();
        var deep = string.Join('/', Enumerable.Repeat("directory", 150));
        Directory.CreateDirectory(Path.Combine(layer.Diff, deep));
        File.WriteAllBytes(Path.Combine(layer.Diff, deep, "file"), new byte[3 * Page]);
        LinkAt.Link(WorkingDirectory.Handle, Path.Combine(layer.Diff, deep, "file"), WorkingDirectory.Handle, Path.Combine(layer.Diff, "link"));
        File.CreateSymbolicLink(Path.Combine(layer.Diff, "symbolic"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(layer.Diff, "folder"), "/");
        using (var diff = OpenAt.Open(layer.Diff, OpenFlags.Directory))
        {
            MknodAt.Make(diff, "pipe", FileType.Fifo, 0x1A4);
            byte[] name = [0xFF, (byte)'\n', 0xFE];
            OpenAt.Open(diff, name, OpenFlags.Create | OpenFlags.WriteOnly, 0x1A4).Dispose();
            using var file = OpenAt.Open(diff, name, OpenFlags.WriteOnly);
            WriteFile.Write(file, "x"u8);
        }

        var usage = Measure([Workload("a", "one", layer)]);
        Assert.Equal((4 * Page, 4 * Page), (usage.CachedBytes, usage.PlainOverlayBytes));
    }

    [Fact]
    public void A_layer_that_is_gone_and_an_image_without_layers_hold_nothing()
    {
        var gone = _trees.Composefs(("libc", 4));
        Directory.Delete(gone.Directory, recursive: true);
        var usage = Measure([Workload("a", "one", gone), Workload("b", "two")]);
        Assert.Equal((0, 0, 0), (usage.CachedBytes, usage.PlainOverlayBytes, usage.Images.Sum(image => image.CachedBytes)));
        Assert.Equal([1, 0], usage.Images.Select(image => image.Layers));
    }

    [Fact]
    public void Nothing_is_measured_once_it_is_cancelled() => Assert.Throws<OperationCanceledException>(
        () => PageCacheAccounting.Measure([Workload("a", "one", _trees.Composefs(("libc", 4)))], [], new CancellationToken(canceled: true)));

    private static PageCacheUsage Measure(IReadOnlyList<Workload> containers) => PageCacheAccounting.Measure(containers, [], CancellationToken.None);

    private static Workload Workload(string name, string image, params OverlayLayer[] layers) =>
        new() { Name = name, Image = image, ImageName = $"{image}:latest", Layers = layers };
}
