using GraphDriver.Savings.Memory;

namespace GraphDriver.Cli.Metrics;

/// <summary>The memory of running containers as metrics; the figures are those of <c>stats</c>.</summary>
internal static class MemoryMetrics
{
    /// <summary>Writes each container that runs, and what the page cache holds of their images where that was measured.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="report">What was measured.</param>
    /// <param name="perImage">Whether the page cache is told of image by image.</param>
    public static void Write(MetricsText text, MemoryReport report, bool perImage)
    {
        text.Write("graphdriver_containers_running", "Containers that run.", report.Containers.Count);
        text.Write("graphdriver_container_processes", "Processes of a running container.", Containers(report, container => container.Processes.Count));
        text.Write("graphdriver_container_uss_bytes", "Memory that no process but the container's own maps (USS).", Containers(report, container => container.Memory.Uss));
        text.Write("graphdriver_container_pss_bytes", "Memory of a container, each page divided by the number of processes that map it (PSS).", Containers(report, container => container.Memory.Pss));
        text.Write("graphdriver_container_rss_bytes", "Memory that the processes of a container map (RSS), summed up.", Containers(report, container => container.Memory.Rss));
        text.Write("graphdriver_container_swap_bytes", "What is swapped out of the memory of a container.", Containers(report, container => container.Memory.Swap));
        if (report.PageCache is { } cache)
        {
            Write(text, cache, perImage);
        }
    }

    private static void Write(MetricsText text, PageCacheUsage cache, bool perImage)
    {
        text.Write("graphdriver_page_cache_bytes", "What the page cache holds of the images of running containers, each file counted once.", cache.CachedBytes);
        text.Write("graphdriver_page_cache_plain_overlay_bytes", "What it would hold of them with plain overlay.", cache.PlainOverlayBytes);
        text.Write("graphdriver_page_cache_saved_bytes", "What it does not hold twice since equal files of layers are one.", cache.SavedBytes);
        if (perImage)
        {
            text.Write("graphdriver_image_page_cache_bytes", "What the page cache holds of an image that runs.", Images(cache, image => image.CachedBytes));
            text.Write("graphdriver_image_page_cache_shared_bytes", "The part of that which another image that runs has too.", Images(cache, image => image.SharedBytes));
        }
    }

    private static IEnumerable<MetricSample> Containers(MemoryReport report, Func<ContainerMemory, long> figure) =>
        report.Containers.OrderBy(container => container.Container.Id, StringComparer.Ordinal).Select(container => new MetricSample(
            figure(container), ("id", container.Container.Id), ("name", container.Container.Name), ("image", container.Container.ImageName)));

    private static IEnumerable<MetricSample> Images(PageCacheUsage cache, Func<ImagePageCache, long> figure) =>
        cache.Images.OrderBy(image => image.Image, StringComparer.Ordinal).Select(image => new MetricSample(figure(image), ("id", image.Image), ("name", image.Name)));
}
