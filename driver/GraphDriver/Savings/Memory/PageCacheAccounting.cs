using GraphDriver.Mounts;

namespace GraphDriver.Savings.Memory;

/// <summary>Measures what the page cache holds of the images that containers run from, and how much of it the images share.</summary>
public static class PageCacheAccounting
{
    /// <summary>Measures now. Nothing is read: what is cached stays as it is.</summary>
    /// <param name="containers">The containers whose images are told of.</param>
    /// <param name="others">Containers that run as well: what their images share counts as shared.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static PageCacheUsage Measure(IReadOnlyList<Workload> containers, IReadOnlyList<Workload> others, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(containers);
        ArgumentNullException.ThrowIfNull(others);
        var files = new CachedFiles(cancellationToken);
        var images = containers.Concat(others).GroupBy(container => container.Image).Select(image => new ImageFiles(image, files)).ToList();
        var users = CountUsers(files, images.Select(image => image.Files));
        var told = containers.Select(container => container.Image).ToHashSet();
        var layers = Distinct(containers.SelectMany(container => container.Layers)).Select(files.Of).ToList();
        return new PageCacheUsage
        {
            Images = [.. images.Where(image => told.Contains(image.Image)).Select(image => image.Describe(files, users))],
            CachedBytes = layers.SelectMany(layer => layer).Distinct().Sum(files.BytesOf),
            PlainOverlayBytes = layers.Sum(layer => layer.Sum(files.BytesOf)),
        };
    }

    private static IEnumerable<OverlayLayer> Distinct(IEnumerable<OverlayLayer> layers) => layers.DistinctBy(layer => layer.Directory);

    /// <summary>How many images have each file.</summary>
    private static int[] CountUsers(CachedFiles files, IEnumerable<IReadOnlyCollection<int>> images)
    {
        var users = new int[files.Count];
        foreach (var number in images.SelectMany(image => image))
        {
            users[number]++;
        }

        return users;
    }

    /// <summary>An image and the cached files of all its layers.</summary>
    private sealed class ImageFiles
    {
        private readonly IReadOnlyList<Workload> _containers;
        private readonly IReadOnlyList<OverlayLayer> _layers;

        public ImageFiles(IEnumerable<Workload> containers, CachedFiles files)
        {
            _containers = [.. containers];
            _layers = [.. Distinct(_containers.SelectMany(container => container.Layers))];
            Files = [.. _layers.SelectMany(files.Of).Distinct()];
        }

        public string Image => _containers[0].Image;

        public IReadOnlyCollection<int> Files { get; }

        public ImagePageCache Describe(CachedFiles files, int[] users) => new()
        {
            Image = Image,
            Name = _containers[0].ImageName,
            Containers = _containers.Count,
            Layers = _layers.Count,
            CachedBytes = Files.Sum(files.BytesOf),
            SharedBytes = Files.Where(number => users[number] > 1).Sum(files.BytesOf),
        };
    }
}
