using GraphDriver.Linux.Quotas;
using GraphDriver.Store;

namespace GraphDriver.Quotas;

/// <summary>A container that has a quota, podman's too, and how it stands to it.</summary>
/// <param name="Container">The container.</param>
/// <param name="Quota">Limits and use of its layer.</param>
public sealed record QuotaUsage(ContainerRecord Container, ProjectQuota Quota)
{
    /// <summary>The containers of a store that have a limit; none where the file system keeps no quotas.</summary>
    /// <exception cref="InvalidDataException">A file of records is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static IReadOnlyList<QuotaUsage> Read(ContainerStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        if (ProjectQuota.Probe(storage.Root.Root) != Linux.Errno.None)
        {
            return [];
        }

        var quotas = new LayerQuotas(storage.Root);
        return [.. storage.Containers.Read().Records
            .Select(container => quotas.Find(container.LayerId) is { } quota ? new QuotaUsage(container, quota) : null)
            .OfType<QuotaUsage>()
            .Where(usage => usage.Quota is { SizeLimit: > 0 } or { InodeLimit: > 0 })];
    }
}
