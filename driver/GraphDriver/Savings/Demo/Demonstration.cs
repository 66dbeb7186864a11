using System.Text;
using GraphDriver.Linux;
using GraphDriver.Savings.Demo.Content;

namespace GraphDriver.Savings.Demo;

/// <summary>
/// The experiment of the talk on this machine alone: images of its own files, that differ in one, are pushed to a registry on loopback, pulled into a new store,
/// and each runs a <c>sleep</c>; the same images are unpacked as plain overlay has them, and run as well. What that takes of disk and memory is measured.
/// Nothing is left of it, and nothing on the machine is changed but for one folder while it goes on.
/// </summary>
public sealed class Demonstration
{
    private const string Source = "/usr";
    private const int LeastImages = 2;

    private readonly DemoOptions _options;
    private readonly IDemoProgress _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly DemoPhases _phases;

    private Demonstration(DemoOptions options, IDemoProgress progress, CancellationToken cancellationToken)
    {
        (_options, _progress, _cancellationToken) = (options, progress, cancellationToken);
        _phases = new DemoPhases(progress, cancellationToken);
    }

    /// <summary>Runs the demo. It needs the rights of root.</summary>
    /// <exception cref="NotSupportedException">The kernel, or the file system, cannot do what it needs; it is named.</exception>
    /// <exception cref="IOException">There is not enough room, a program is missing, or a call failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; all is cleaned up.</exception>
    public static async Task<DemoResult> RunAsync(DemoOptions options, IDemoProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Images, LeastImages);
        var demo = new Demonstration(options, progress, cancellationToken);
        using var folder = WorkFolder.Create(options.Parent, options.Keep);
        RequireFeatures(folder.Path);
        var drive = new DriveInfo(folder.Path);
        var plainImages = new DemoSpace(options, drive.AvailableFreeSpace).PlainImages();
        var result = await demo.RunAsync(folder, plainImages, drive.DriveFormat);
        await demo._phases.RunAsync("clean up", 0, _ =>
        {
            folder.Dispose();
            return true;
        });
        return result with { Phases = demo._phases.Times, Time = demo._phases.Total };
    }

    private static void RequireFeatures(string folder)
    {
        var features = KernelFeatures.Of(folder);
        (string Name, KernelFeature Feature)[] needed = [("EROFS", features.Erofs), ($"overlayfs in {folder}", features.Overlay), ("data-only lower layers of overlayfs", features.DataOnlyLowers)];
        foreach (var (name, feature) in needed.Where(one => !one.Feature.IsSupported))
        {
            throw new NotSupportedException($"the demo needs {name}, and the kernel refuses it: {feature.Refusal}; --dir names another folder");
        }
    }

    private async Task<DemoResult> RunAsync(WorkFolder folder, int plainImages, string fileSystem)
    {
        using var layer = await _phases.RunAsync("choose files and write their tar", 0, _ => MakeLayer(folder));
        using var composefs = ComposefsSide.Create(folder, _options.Log);
        await PullAsync(folder, layer, composefs);
        var ours = await _phases.RunAsync("run sleep in each image", _options.Images, step => composefs.Run(step, _cancellationToken));
        return new DemoResult
        {
            Folder = folder.Path,
            FileSystem = fileSystem,
            Files = layer.Files,
            ImageBytes = layer.ContentBytes,
            DifferingBytes = _options.DifferingSize,
            Program = SleepProcesses.Program(),
            Pulls = composefs.Pulls,
            Composefs = ours,
            Plain = plainImages > 0 ? await RunPlainAsync(folder, layer, plainImages) : null,
            Phases = [],
            Time = default,
        };
    }

    private LayerTar MakeLayer(WorkFolder folder)
    {
        var program = ProgramFiles.Of(SleepProcesses.Program()).Select(path => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path))).ToList();
        var files = FileSelection.Choose(MachineFiles.Below(Source, _cancellationToken), _options.Files, _options.Size);
        var layer = LayerTar.Write($"{folder.Path}/layer.tar", new LayerEntries(program, files), _options.DifferingSize, _cancellationToken);
        if (layer.Files < _options.Files * 9L / 10 || layer.ContentBytes < _options.Size * 9 / 10)
        {
            _progress.Tell($"{Source} of this machine gives {layer.Files} files of {layer.ContentBytes / 1_000_000} MB together");
        }

        return layer;
    }

    private async Task PullAsync(WorkFolder folder, LayerTar layer, ComposefsSide composefs)
    {
        var images = Enumerable.Range(1, _options.Images).ToList();
        var configuration = folder.Make("config");
        await using var registry = await DemoRegistry.StartAsync(folder.Make("registry"), configuration, 1, _options.Log, _cancellationToken);
        await _phases.RunAsync("make images and push them to a registry on loopback", images.Count, async step =>
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = _cancellationToken };
            await Parallel.ForEachAsync(images, options, async (number, token) =>
            {
                await registry.PushAsync(layer, number, token);
                step();
            });
            return true;
        });
        await _phases.RunAsync("pull them and measure the disk", images.Count, async step =>
        {
            foreach (var number in images)
            {
                await composefs.PullAsync(registry, number, _cancellationToken);
                step();
            }

            return true;
        });
        await registry.DisposeAsync();
        folder.Remove("registry");
    }

    private async Task<DemoSide> RunPlainAsync(WorkFolder folder, LayerTar layer, int images)
    {
        if (images < _options.Images && _options.PlainImages is null)
        {
            _progress.Tell($"there is room for {images} images as plain overlay has them: the figures of plain overlay are of so many");
        }

        var plain = new PlainSide(folder.Make("plain"), images);
        await _phases.RunAsync("unpack them as plain overlay has them", images, async step =>
        {
            await plain.UnpackAsync(layer, step, _cancellationToken);
            return true;
        });
        return await _phases.RunAsync("run sleep in each of those", images, step => plain.Run(step, _cancellationToken));
    }
}
