using GraphDriver.Configuration;
using GraphDriver.Linux.Files;
using GraphDriver.Store;

namespace GraphDriver.Tests.Store;

/// <summary>A store on empty folders that go with it.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly string _folder;

    /// <param name="transient">Whether containers go with a reboot.</param>
    /// <param name="pullOptions">How to pull.</param>
    /// <param name="above">Where the folders are made; in memory by default.</param>
    /// <param name="options">Options of the driver, <c>key=value</c>.</param>
    public TemporaryStore(bool transient = false, PullOptions? pullOptions = null, string? above = null, params string[] options)
    {
        _folder = Directory.CreateDirectory(Path.Combine(above ?? (Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath()), $"graphdriver-store-{Guid.NewGuid():N}")).FullName;
        Configuration = new StorageConfiguration { Driver = "overlay", GraphRoot = GraphRoot, RunRoot = RunRoot, TransientStore = transient, PullOptions = pullOptions ?? new PullOptions(), Overlay = OverlayOptions.From(options.Select(option => DriverOption.Parse(option, "test"))) };
        Storage = ContainerStorage.Open(Configuration);
    }

    public string GraphRoot => Path.Combine(_folder, "root");

    public string RunRoot => Path.Combine(_folder, "run");

    public StorageConfiguration Configuration { get; }

    public ContainerStorage Storage { get; }

    /// <summary>A second process, as far as locks and tokens go.</summary>
    public ContainerStorage OpenAgain() => ContainerStorage.Open(Configuration);

    public string File(string path) => Path.Combine(GraphRoot, path);

    public string Text(string path) => System.IO.File.ReadAllText(File(path));

    public void Write(string path, string content) => System.IO.File.WriteAllText(File(path), content);

    public static LayerId Layer(char digit) => LayerId.Parse(new string(digit, 64));

    public static ImageId Image(char digit) => ImageId.Parse(new string(digit, 64));

    public static ContainerId Container(char digit) => ContainerId.Parse(new string(digit, 64));

    /// <summary>Adds a whole layer with a folder, a link, a tar-split and big data.</summary>
    public void AddLayer(char digit, char? parent = null, bool incomplete = false)
    {
        using var layers = Storage.Layers.BeginWrite();
        var id = Layer(digit);
        var record = new LayerRecord { Id = id, Parent = parent is { } below ? Layer(below) : default, Created = Timestamp.Now };
        layers.Add(record.AsIncomplete());
        layers.Save();
        layers.WriteBigData(id, "key", "value"u8);
        Directory.CreateDirectory(File($"overlay/{id}/diff/sub"));
        Write($"overlay/{id}/diff/sub/file", "content");
        Write($"overlay/{id}/link", "LINK" + digit);
        System.IO.File.CreateSymbolicLink(File($"overlay/l/LINK{digit}"), $"../{id}/diff");
        Write($"overlay-layers/{LayerStore.TarSplitName(id)}", "tar-split");
        if (!incomplete)
        {
            layers.Update(layers.Records.Find(id)!.AsComplete());
        }

        layers.Save();
    }

    public void AddImage(char digit, char topLayer, params string[] names)
    {
        using var images = Storage.Images.BeginWrite();
        images.Add(new ImageRecord { Id = Image(digit), TopLayer = Layer(topLayer), Created = Timestamp.Now });
        images.AddNames(Image(digit), names);
        images.WriteBigData(Image(digit), "manifest", "{}"u8);
        images.Save();
    }

    public void AddContainer(char digit, char image, char layer, bool isVolatile = false)
    {
        using var containers = Storage.Containers.BeginWrite();
        containers.Add(new ContainerRecord
        {
            Id = Container(digit),
            ImageId = Image(image),
            LayerId = Layer(layer),
            Names = ["box" + digit],
            Created = Timestamp.Now,
            IsVolatile = isVolatile,
        });
        containers.Save();
    }

    public void Dispose()
    {
        Storage.Dispose();
        TreeRemover.Remove(WorkingDirectory.Handle, _folder);
    }
}
