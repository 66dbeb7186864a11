using System.Runtime.Versioning;
using GraphDriver.Checks;
using GraphDriver.Drivers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Quotas;
using GraphDriver.Quotas;
using GraphDriver.Tests.Savings.Disk;
using GraphDriver.Tests.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Tests.Quotas;

/// <summary>
/// Projects of layers, which XFS has whether it keeps quotas or not. What the limits do is seen where the kernel keeps them: hack/quota-guest.sh.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class LayerQuotasTests
{
    [LoopTheory]
    [InlineData("xfs", "xfs")]
    [InlineData("tmpfs", "tmpfs")]
    public void Where_nothing_keeps_quotas_a_container_with_one_is_refused_and_leaves_nothing(string kind, string named)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new TemporaryStore(above: fileSystem.Root);
        using var transaction = store.Storage.Layers.BeginWrite();

        var error = Assert.Throws<NotSupportedException>(
            () => GraphDrivers.Of(store.Storage).Create(transaction, new ReadWriteLayer { Quota = new LayerQuota(1 << 20, 0) }));

        Assert.Contains("--storage-opt", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{store.GraphRoot} is on {named} without it", error.Message, StringComparison.Ordinal);
        Assert.Empty(transaction.Records.Records);
        Assert.Equal(["l"], Directory.EnumerateFileSystemEntries(store.File("overlay")).Select(Path.GetFileName));
        Assert.Empty(QuotaUsage.Read(store.Storage));
    }

    [LoopTheory]
    [InlineData(0u)]
    [InlineData(100_000u)]
    public void Numbers_count_down_above_the_roots_own_and_below_what_podman_takes_next(uint own)
    {
        using var fileSystem = new LoopFileSystem("xfs");
        using var store = new TemporaryStore(above: fileSystem.Root);
        using var overlay = Open(store.File("overlay"));
        if (own != 0)
        {
            Assert.Equal(Errno.None, ProjectId.TrySetInherited(overlay, own));
        }

        var first = own != 0 ? own : (uint)(10000 + (Statx.Query(overlay).Ino * 10000 % (uint.MaxValue - 10000)));
        Assert.Equal(first, ProjectNumbers.Base(overlay));
        Assert.Equal(first + ProjectNumbers.Range, Add('1'));
        Assert.Equal(first + ProjectNumbers.Range - 1, Add('2'));

        // As podman goes on: one more than the greatest that it finds.
        var podmans = Path.Combine(store.File("overlay"), new string('3', 64));
        Directory.CreateDirectory(podmans);
        Assert.Equal(Errno.None, Set(podmans, first + ProjectNumbers.Range + 1));
        Assert.Equal(first + ProjectNumbers.Range - 2, Add('4'));
        Directory.Delete(store.File($"overlay/{TemporaryStore.Layer('2')}"));
        Assert.Equal(first + ProjectNumbers.Range - 1, Add('5'));

        uint Add(char digit)
        {
            var project = ProjectNumbers.FindFree(overlay);
            var folder = store.File($"overlay/{TemporaryStore.Layer(digit)}");
            Directory.CreateDirectory(folder);
            Assert.Equal(Errno.None, Set(folder, project));
            Directory.CreateDirectory($"{folder}/diff");
            using var diff = Open($"{folder}/diff");
            Assert.Equal((project, project), (ProjectId.Of(diff), ProjectId.InheritedFrom(diff)));
            Assert.Equal(project, new LayerQuotas(store.Storage.Root).ProjectOf(TemporaryStore.Layer(digit)));
            Directory.Delete($"{folder}/diff");
            return project;
        }
    }

    /// <summary>As podman's manual has it: <c>xfs_quota -x -c 'project -s -p …/overlay 100000'</c> on a store that is empty.</summary>
    [LoopFact]
    public void A_root_whose_overlay_is_a_project_takes_images()
    {
        using var fileSystem = new LoopFileSystem("xfs");
        var store = new TemporaryStore(above: fileSystem.Root);
        Assert.Equal(Errno.None, Set(store.File("overlay"), 100_000));

        // Equal contents of several layers are linked through the pool, which no project has.
        using var images = new MixedStore(store);

        Assert.All(new[] { images.First, images.Second }, image => Assert.Equal(0, images.Read(image).Containers));
        Assert.DoesNotContain(
            new StoreCheck(store.Storage).Run(new CheckOptions(), CancellationToken.None).Findings,
            finding => finding.Kind is FindingKind.MissingObject or FindingKind.DamagedObject);
    }

    private static Errno Set(string folder, uint project)
    {
        using var handle = Open(folder);
        return ProjectId.TrySetInherited(handle, project);
    }

    private static SafeFileHandle Open(string folder) => OpenAt.Open(folder, OpenFlags.Directory | OpenFlags.ReadOnly);
}
