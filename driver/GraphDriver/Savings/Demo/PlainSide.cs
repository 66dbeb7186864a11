using System.Collections.Concurrent;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Mounts;
using GraphDriver.Savings.Demo.Content;
using GraphDriver.Savings.Disk;
using GraphDriver.Savings.Disk.Counting;
using GraphDriver.Store;

namespace GraphDriver.Savings.Demo;

/// <summary>The same images as plain overlay has them: each layer a directory tree of its own, mounted with a directory to write to, and run.</summary>
internal sealed class PlainSide
{
    private readonly string _folder;
    private readonly int _images;
    private readonly ConcurrentDictionary<int, long> _onDisk = [];

    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="images">How many images are measured.</param>
    public PlainSide(string folder, int images) => (_folder, _images) = (folder, images);

    /// <summary>Unpacks the images, on all cores.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public async Task UnpackAsync(LayerTar layer, Action step, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(1, _images + 1, options, (number, token) =>
        {
            var tree = $"{_folder}/{number}";
            foreach (var name in (string[])["", "diff", "upper", "work", "merged"])
            {
                Directory.CreateDirectory($"{tree}/{name}");
            }

            using var tar = layer.Open(number);
            PlainTree.Unpack(tar, $"{tree}/diff", token);
            _onDisk[number] = Measure(number, token);
            step();
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Runs all images at once.</summary>
    /// <exception cref="IOException">A mount or a process failed.</exception>
    public DemoSide Run(Action step, CancellationToken cancellationToken)
    {
        var memory = RunningImages.Measure([.. Enumerable.Range(1, _images).Select(Mount)], step, cancellationToken);
        return new DemoSide
        {
            Images = _images,
            OnDisk = _onDisk.Values.Sum(),
            FirstImage = _onDisk[1],
            Processes = [.. memory.Containers.Select(container => container.Memory)],
            PageCache = memory.PageCache!,
        };
    }

    private MountedImage Mount(int number)
    {
        var tree = $"{_folder}/{number}";
        Mounter.Mount(new MountPlan
        {
            Target = $"{tree}/merged",
            Lowers = [new DirectoryLower($"{tree}/diff")],
            Upper = new UpperLayer($"{tree}/upper", $"{tree}/work"),
        });
        return new MountedImage($"image {number}", $"{tree}/merged", [new OverlayLayer(LayerId.CreateRandom(), tree, null, [$"{tree}/diff"])]);
    }

    private long Measure(int number, CancellationToken cancellationToken)
    {
        using var folder = OpenAt.Open(_folder, OpenFlags.ReadOnly | OpenFlags.Directory);
        var inodes = new InodeCounter(Statx.Query(folder).Dev, extents: null);
        new TreeCounter(inodes, cancellationToken).Add(folder, System.Text.Encoding.ASCII.GetBytes($"{number}"), StoreHolders.Store, DiskPart.LayerFiles);
        return inodes.OnDisk;
    }
}
