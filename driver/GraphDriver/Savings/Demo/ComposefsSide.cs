using System.Diagnostics;
using GraphDriver.Configuration;
using GraphDriver.Drivers;
using GraphDriver.Mounts;
using GraphDriver.Pull;
using GraphDriver.Savings.Disk;
using GraphDriver.Store;

namespace GraphDriver.Savings.Demo;

/// <summary>The images in a store of ours: pulled, mounted with a layer to write to as for containers, and run.</summary>
internal sealed class ComposefsSide : IDisposable
{
    private const string StorageConf = "storage.conf";

    private readonly ContainerStorage _store;
    private readonly Action<string>? _log;
    private readonly List<(string Name, ImageId Id)> _images = [];
    private readonly List<PulledImage> _pulls = [];
    private long _onDisk;

    private ComposefsSide(ContainerStorage store, Action<string>? log)
    {
        (_store, _log) = (store, log);
        _onDisk = Measure(default);
        Empty = _onDisk;
    }

    /// <summary>The pulls so far.</summary>
    public IReadOnlyList<PulledImage> Pulls => _pulls;

    /// <summary>What the store takes without an image.</summary>
    private long Empty { get; }

    /// <summary>Makes a store that nothing but the demo has to do with.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static ComposefsSide Create(WorkFolder folder, Action<string>? log)
    {
        var (root, runRoot, conf) = (folder.Make("store"), folder.Make("run"), $"{folder.Path}/{StorageConf}");
        File.WriteAllText(conf, "[storage]\ndriver = \"overlay\"\n");
        var configuration = StorageConfiguration.Load(
            new ConfigurationOverrides { ConfigurationFile = conf, GraphRoot = root, RunRoot = runRoot },
            new ConfigurationEnvironment { Variable = _ => null, UserId = 0 });
        return new ComposefsSide(ContainerStorage.Open(configuration), log);
    }

    /// <summary>Pulls an image and measures what that took.</summary>
    /// <exception cref="IOException">Registry or store failed.</exception>
    public async Task PullAsync(DemoRegistry registry, int number, CancellationToken cancellationToken)
    {
        var (fetched, watch) = (new FetchedBytes(), Stopwatch.StartNew());
        await using var source = await registry.OpenAsync(number, cancellationToken);
        var id = await new ImagePuller(_store, new PullSettings { Log = _log }, fetched).PullAsync(source, cancellationToken);
        var time = watch.Elapsed;
        var onDisk = Measure(cancellationToken);
        _images.Add(($"image {number}", id));
        _pulls.Add(new PulledImage($"image {number}", time, fetched.Count, onDisk - _onDisk));
        _onDisk = onDisk;
    }

    /// <summary>Runs all images at once.</summary>
    /// <exception cref="IOException">A mount or a process failed.</exception>
    public DemoSide Run(Action step, CancellationToken cancellationToken)
    {
        var memory = RunningImages.Measure([.. _images.Select(Mount)], step, cancellationToken);
        return new DemoSide
        {
            Images = _images.Count,
            OnDisk = _onDisk - Empty,
            FirstImage = _pulls[0].OnDisk,
            Processes = [.. memory.Containers.Select(container => container.Memory)],
            PageCache = memory.PageCache!,
        };
    }

    public void Dispose() => _store.Dispose();

    private long Measure(CancellationToken cancellationToken) => DiskAccounting.Read(_store, cancellationToken).Parts.Total.OnDisk;

    private MountedImage Mount((string Name, ImageId Id) image)
    {
        var driver = GraphDrivers.Of(_store, _log);
        LayerId layer;
        using (var transaction = _store.BeginWrite())
        {
            layer = driver.Create(transaction.Layers, new ReadWriteLayer { Parent = transaction.Images.Records.Find(image.Id)!.TopLayer }).Id;
        }

        var root = driver.Mount(layer, new MountRequest());
        return new MountedImage(image.Name, root, new LayerChainReader(_store.Root.GraphRootPath, []).Read(layer, []).Lowers);
    }
}
