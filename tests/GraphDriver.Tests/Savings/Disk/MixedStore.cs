using System.Runtime.Versioning;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Pull;
using GraphDriver.Savings.Disk;
using GraphDriver.Store;
using GraphDriver.Testing;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Savings.Disk;

/// <summary>
/// A store with two images of ours that share a layer and a content, and one of plain layers with hard links and a hole, as podman makes them.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class MixedStore : IDisposable, IPullProgress
{
    /// <summary>The length of each content of <see cref="Content"/>.</summary>
    public const int Length = 5000;

    private readonly string _layouts = Directory.CreateTempSubdirectory("graphdriver-layout-").FullName;

    public MixedStore(string? above = null)
        : this(new TemporaryStore(above: above))
    {
    }

    /// <param name="store">The store to pull into, which goes with this.</param>
    public MixedStore(TemporaryStore store)
    {
        Store = store;
        var shared = new TarBuilder().File("a", Content('a')).File("b", Content('b')).End().ToArray();
        First = Pull("first", shared, new TarBuilder().File("c", Content('c')).File("own", Content('1')).End().ToArray());
        Second = Pull("second", shared, new TarBuilder().File("c", Content('c')).File("own", Content('2')).File("empty", "").End().ToArray());
        Plain = AddPlain();
    }

    public TemporaryStore Store { get; }

    /// <summary>An image of ours: layers {a, b} and {c, 1}.</summary>
    public ImageId First { get; }

    /// <summary>An image of ours: layers {a, b} and {c, 2}.</summary>
    public ImageId Second { get; }

    /// <summary>An image of two plain layers.</summary>
    public ImageId Plain { get; }

    public static string Content(char letter) => new(letter, Length);

    public StoreUsage Read() => DiskAccounting.Read(Store.Storage, CancellationToken.None);

    public ImageUsage Read(ImageId image) => Read().Images.Single(usage => usage.Record.Id == image);

    /// <summary>Makes a container of an image, which has written a file of its own.</summary>
    public void AddContainer(char digit, ImageId image)
    {
        var top = Store.Storage.Images.Read().Find(image)!.TopLayer;
        var layer = TemporaryStore.Layer(digit);
        using (var layers = Store.Storage.Layers.BeginWrite())
        {
            layers.Add(new LayerRecord { Id = layer, Parent = top, Created = Timestamp.Now });
            layers.Save();
        }

        new GraphDriver.Layers.LayerDirectories(Store.Storage.Root).CreateReadWrite(layer, top);
        Directory.CreateDirectory(Store.File($"overlay/{layer}/work/work"));
        Store.Write($"overlay/{layer}/diff/written", Content('w'));
        using var containers = Store.Storage.Containers.BeginWrite();
        var id = TemporaryStore.Container(digit);
        containers.Add(new ContainerRecord { Id = id, ImageId = image, LayerId = layer, Names = ["box" + digit], Created = Timestamp.Now });
        containers.Save();
        File.WriteAllText(Path.Combine(Store.Storage.Containers.MakeUserData(id), "ctr.log"), Content('l'));
    }

    public void Remove(ImageId image)
    {
        using var transaction = Store.Storage.BeginWrite();
        transaction.DeleteImage(image);
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_layouts, recursive: true);
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

    private ImageId Pull(string name, params byte[][] tars)
    {
        var layout = new OciLayout($"{_layouts}/{name}");
        foreach (var tar in tars)
        {
            layout.Layer(tar);
        }

        layout.Write();
        var source = new ImageSourceFactory((reference, _) => throw new NotSupportedException(reference.Text))
            .OpenAsync(TransportReference.Parse($"oci:{_layouts}/{name}:latest"), CancellationToken.None).GetAwaiter().GetResult();
        return new ImagePuller(Store.Storage, new PullSettings(), this).PullAsync(source, CancellationToken.None).GetAwaiter().GetResult();
    }

    private ImageId AddPlain()
    {
        Store.AddLayer('8');
        Store.AddLayer('9', '8');
        var diff = Store.File($"overlay/{TemporaryStore.Layer('9')}/diff");
        Directory.CreateDirectory($"{diff}/usr/bin");
        File.WriteAllText($"{diff}/usr/bin/one", Content('x'));
        LoopFileSystem.Run("ln", $"{diff}/usr/bin/one", $"{diff}/usr/two");
        File.CreateSymbolicLink($"{diff}/usr/link", "bin/one");
        using (var sparse = File.Create($"{diff}/sparse"))
        {
            sparse.SetLength(1 << 30);
            sparse.Position = 1 << 20;
            sparse.Write(new byte[4096]);
        }

        Store.AddImage('e', '9', "docker.io/library/plain:latest");
        return TemporaryStore.Image('e');
    }
}
