using GraphDriver.Linux.Mounts;
using GraphDriver.Quotas;
using GraphDriver.Store;

namespace GraphDriver.Cli.Metrics;

/// <summary>What the store's file system has left, and how containers stand to their quotas.</summary>
internal static class SpaceMetrics
{
    /// <summary>Writes the file system and the containers that have a quota.</summary>
    public static void Write(MetricsText text, ContainerStorage storage)
    {
        var status = StatFs.Query(storage.Root.Root);
        text.Write("graphdriver_filesystem_size_bytes", "The size of the file system that the store is on.", status.Blocks * status.BlockSize);
        text.Write("graphdriver_filesystem_avail_bytes", "What is free there for users other than root.", status.BlocksAvailable * status.BlockSize);
        text.Write("graphdriver_filesystem_files", "How many inodes it can have; 0 where there is no limit.", status.Files);
        text.Write("graphdriver_filesystem_files_free", "How many of them are free.", status.FilesFree);
        var usages = QuotaUsage.Read(storage);
        text.Write("graphdriver_container_quota_limit_bytes", "The most bytes of disk that a container may write; 0 for no limit.", Containers(usages, usage => usage.Quota.SizeLimit));
        text.Write("graphdriver_container_quota_used_bytes", "The bytes of disk that a container with a quota has.", Containers(usages, usage => usage.Quota.Size));
        text.Write("graphdriver_container_quota_limit_files", "The most inodes that a container may have; 0 for no limit.", Containers(usages, usage => usage.Quota.InodeLimit));
        text.Write("graphdriver_container_quota_used_files", "The inodes that a container with a quota has.", Containers(usages, usage => usage.Quota.Inodes));
    }

    private static IEnumerable<MetricSample> Containers(IReadOnlyList<QuotaUsage> usages, Func<QuotaUsage, long> figure) =>
        usages.OrderBy(usage => usage.Container.Id.Hex, StringComparer.Ordinal).Select(usage => new MetricSample(
            figure(usage), ("id", usage.Container.Id.Hex), ("name", usage.Container.Names is [var name, ..] ? name : "")));
}
