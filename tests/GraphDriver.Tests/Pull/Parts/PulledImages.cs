using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Configuration;
using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Configuration;
using GraphDriver.Pull;
using GraphDriver.Store;
using GraphDriver.Testing.Registry;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Pull.Parts;

/// <summary>A store, and a registry of images of one layer each that are pulled into it.</summary>
internal sealed class PulledImages : IAsyncDisposable, IPullProgress
{
    private const string Repository = "image";

    private readonly TemporaryStore _store;
    private readonly List<string> _log = [];
    private long _received;

    public PulledImages(PullOptions? options = null) => _store = new TemporaryStore(pullOptions: options);

    public TestRegistry Registry { get; } = new();

    public ContainerStorage Storage => _store.Storage;

    /// <summary>What was told at debug level.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>The bytes of layers that the puller told of.</summary>
    public long ReceivedBytes => Interlocked.Read(ref _received);

    /// <summary>Pulls an image with this layer and returns the layer's record.</summary>
    /// <param name="layer">The layer's blob.</param>
    /// <param name="tar">The tar that the image's configuration says it is.</param>
    public async Task<(ImageId Image, LayerRecord Layer)> PullAsync(TestLayer layer, byte[] tar)
    {
        var configuration = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(TestRegistry.DigestOf(tar)) },
        };
        Registry.AddImage(Repository, "latest", Encoding.UTF8.GetBytes(configuration.ToJsonString()), [layer]);
        Registry.ForgetRequests();
        Interlocked.Exchange(ref _received, 0);
        await using var source = await RegistryImageSource.OpenAsync(ImageReference.Parse($"{Registry.Host}/{Repository}"), Options(), CancellationToken.None);
        var image = await new ImagePuller(Storage, new PullSettings { Log = Note }, this).PullAsync(source, CancellationToken.None);
        return (image, Storage.Layers.Read().Find(Storage.Images.Read().Find(image)!.TopLayer)!);
    }

    /// <summary>The tar that a layer gives back.</summary>
    public byte[] TarOf(LayerRecord layer)
    {
        using var tar = GraphDrivers.Of(Storage).Diff(layer.Id);
        using var bytes = new MemoryStream();
        tar.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The image of a layer's metadata.</summary>
    public byte[] BlobOf(LayerRecord layer) => File.ReadAllBytes(_store.File($"overlay/{layer.Id}/composefs-data/composefs.blob"));

    /// <summary>The names below <c>overlay/staging</c>.</summary>
    public string[] Staged() => Directory.GetFileSystemEntries(_store.File("overlay/staging"));

    /// <summary>A file of the pool.</summary>
    public string PoolFile(ReadOnlySpan<byte> content)
    {
        var hex = Digest.Sha256Of(content).Hex;
        return _store.File($"graphdriver/objects/{hex[..2]}/{hex[2..]}");
    }

    public void Started(IReadOnlyList<Descriptor> layers)
    {
    }

    public void Reused(Descriptor layer)
    {
    }

    public void Waiting(Descriptor layer)
    {
    }

    public void Received(Descriptor layer, int bytes) => Interlocked.Add(ref _received, bytes);

    public void Stored(Descriptor layer)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _store.Dispose();
    }

    private void Note(string line)
    {
        lock (_log)
        {
            _log.Add(line);
        }
    }

    private RegistryOptions Options() => new()
    {
        TlsVerify = false,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        Environment = new HostEnvironment { UserId = 1000, SystemRoot = "/nonexistent", Variable = name => name == "HOME" ? "/nonexistent/home" : null },
        Log = Note,
    };
}
