using GraphDriver.Checks;
using GraphDriver.Checks.Repair;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Pull;
using GraphDriver.Store;
using GraphDriver.Testing;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Checks;

/// <summary>A store with an image of two layers, pulled from a layout that stands for the registry of its name.</summary>
internal sealed class PulledStore : IDisposable, IPullProgress
{
    private readonly string _layout = Directory.CreateTempSubdirectory("graphdriver-layout-").FullName;

    /// <param name="store">The store to pull into, which goes with this; one in memory by default.</param>
    public PulledStore(TemporaryStore? store = null)
    {
        Store = store ?? new TemporaryStore();
        new OciLayout(_layout)
            .Layer(new TarBuilder().Directory("./").Directory("etc/").File("etc/a", Content('a')).File("etc/b", Content('b')).HardLink("etc/c", "etc/a").Symlink("l", "etc").End().ToArray())
            .Layer(new TarBuilder().File("etc/.wh.b", "").File("etc/d", Content('d')).File("etc/same", Content('a')).End().ToArray())
            .Write();
        Image = new ImagePuller(Store.Storage, new PullSettings(), this).PullAsync(Open(), CancellationToken.None).GetAwaiter().GetResult();
        using var images = Store.Storage.Images.BeginWrite();
        images.AddNames(Image, ["registry.example/app:1"]);
        images.Save();
    }

    public TemporaryStore Store { get; }

    public ImageId Image { get; }

    /// <summary>The upper layer.</summary>
    public LayerId Top => Store.Storage.Images.Read().Find(Image)!.TopLayer;

    /// <summary>The lower layer.</summary>
    public LayerId Base => Store.Storage.Layers.Read().Find(Top)!.Parent;

    /// <summary>What the registry was asked for.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>The content of one of the image's files.</summary>
    public static string Content(char letter) => new(letter, 5000);

    /// <summary>The path below the root of a layer's object with some content.</summary>
    public static string ObjectOf(LayerId layer, char letter)
    {
        var hex = Digest.Sha256Of(TarBuilder.Bytes(Content(letter))).Hex;
        return $"overlay/{layer}/diff/{hex[..2]}/{hex[2..]}";
    }

    public string Blob(LayerId layer) => Store.File($"overlay/{layer}/composefs-data/composefs.blob");

    public string TarSplit(LayerId layer) => Store.File($"overlay-layers/{LayerStore.TarSplitName(layer)}");

    public string Link(LayerId layer) => Store.Text($"overlay/{layer}/link");

    /// <summary>Changes one byte of a file in its place, so that all its names see it.</summary>
    public static void Flip(string path, int position)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = position;
        var value = file.ReadByte();
        file.Position = position;
        file.WriteByte((byte)~value);
    }

    public IReadOnlyList<Finding> Check(bool quick = false) => Check(Store.Storage, quick);

    public static IReadOnlyList<Finding> Check(ContainerStorage storage, bool quick = false) =>
        new StoreCheck(storage).Run(new CheckOptions { Quick = quick }, CancellationToken.None).Findings;

    public IReadOnlyList<RepairOutcome> Repair(bool removeUnmended = false) => Repair(Store.Storage, removeUnmended);

    /// <summary>Mends another store that has the image.</summary>
    public IReadOnlyList<RepairOutcome> Repair(ContainerStorage storage, bool removeUnmended = false) => new StoreRepair(storage, new RepairSettings
    {
        OpenSource = (reference, _) =>
        {
            Opened.Add(reference);
            return Task.FromResult(Open());
        },
        RemoveUnmended = removeUnmended,
    }).RunAsync(Check(storage), CancellationToken.None).GetAwaiter().GetResult();

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_layout, recursive: true);
    }

    void IPullProgress.Started(IReadOnlyList<Descriptor> layers)
    {
    }

    void IPullProgress.Reused(Descriptor layer)
    {
    }

    void IPullProgress.Waiting(Descriptor layer)
    {
    }

    void IPullProgress.Received(Descriptor layer, int bytes)
    {
    }

    void IPullProgress.Stored(Descriptor layer)
    {
    }

    private IImageSource Open() => new ImageSourceFactory((reference, _) => throw new NotSupportedException(reference.Text))
        .OpenAsync(TransportReference.Parse($"oci:{_layout}:latest"), CancellationToken.None).GetAwaiter().GetResult();
}
