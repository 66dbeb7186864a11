using System.Text;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Files;
using Newtonsoft.Json;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// An image in an archive of <c>docker save</c> or <c>podman save</c>. It has no manifest of a registry, so one is made,
/// byte for byte as containers/image makes it: Docker's schema 2, each layer under its DiffID with the size of its tar
/// stream. Layers that are compressed in the archive are handed out unpacked.
/// </summary>
internal sealed class DockerArchiveSource : IImageSource
{
    private readonly TarArchive _archive;
    private readonly byte[] _config;
    private readonly Digest _configDigest;
    private readonly IReadOnlyList<DiffId> _diffIds;
    private readonly Dictionary<Digest, StoredFile> _layers = [];
    private readonly Lock _lock = new();
    private byte[]? _manifest;

    private DockerArchiveSource(TarArchive archive, TransportReference reference)
    {
        _archive = archive;
        Name = reference.Text;
        (var image, StorageNames) = DockerArchiveImage.Choose(archive, reference);
        _config = Find(image.Config).ReadAll(ImageConfig.MaxSize, $"{Name}: '{image.Config}'");
        _configDigest = Digest.Sha256Of(_config);
        _diffIds = ImageConfig.Parse(_config, $"{Name}: '{image.Config}'").RootFs.DiffIds;
        if (_diffIds.Count != image.Layers.Count)
        {
            throw new InvalidDataException($"{Name}: manifest.json names {image.Layers.Count} layers, the configuration {_diffIds.Count}");
        }

        for (var i = 0; i < _diffIds.Count; i++)
        {
            // One layer may come twice; docker save makes the second one a link to the first.
            _layers.TryAdd(_diffIds[i].Digest, Find(image.Layers[i]));
        }
    }

    public string Name { get; }

    public string? StorageName => StorageNames.Count > 0 ? StorageNames[0] : null;

    public IReadOnlyList<string> StorageNames { get; }

    /// <summary>Opens <c>docker-archive:FILE[:REF]</c>.</summary>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such archive, or has not the image, or several.</exception>
    public static DockerArchiveSource Open(TransportReference reference, CancellationToken cancellationToken)
    {
        var archive = TarArchive.Open(reference.Path, reference.Text, cancellationToken);
        try
        {
            return new DockerArchiveSource(archive, reference);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public Task<RawManifest> ReadManifestAsync(Digest? instance, CancellationToken cancellationToken) =>
        Task.Run(() => ReadManifest(instance, cancellationToken), cancellationToken);

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = blob.Digest == _configDigest ? new MemoryStream(_config, writable: false)
            : _layers.TryGetValue(blob.Digest, out var layer) ? LayerDecompressor.Open(layer.Open(), out _)
            : throw new InvalidDataException($"{Name}: blob {blob.Digest} is not in the archive");
        return Task.FromResult<Stream>(new VerifyingStream(bytes, blob, Name));
    }

    public ValueTask DisposeAsync()
    {
        _archive.Dispose();
        return ValueTask.CompletedTask;
    }

    private StoredFile Find(string path) =>
        _archive.Find(path) ?? throw new InvalidDataException($"{Name}: '{path}' is missing from the archive");

    private RawManifest ReadManifest(Digest? instance, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _manifest ??= MakeManifest(cancellationToken);
        }

        return ManifestBytes.Prove(_manifest, instance ?? Digest.Sha256Of(_manifest), null, MediaType.DockerManifest, Name);
    }

    private byte[] MakeManifest(CancellationToken cancellationToken)
    {
        var sizes = _layers.ToDictionary(layer => layer.Key, layer => TarSize(layer.Value, cancellationToken));
        var text = new StringWriter();
        using var json = new JsonTextWriter(text);
        json.WriteStartObject();
        json.WritePropertyName("schemaVersion");
        json.WriteValue(2);
        json.WritePropertyName("mediaType");
        json.WriteValue(MediaType.DockerManifest);
        json.WritePropertyName("config");
        WriteDescriptor(json, MediaType.DockerConfig, _config.Length, _configDigest);
        json.WritePropertyName("layers");
        json.WriteStartArray();
        foreach (var diffId in _diffIds)
        {
            // containers/image calls the tar streams gzip'ed; another word would give the image another digest than podman's.
            WriteDescriptor(json, MediaType.DockerLayerGzip, sizes[diffId.Digest], diffId.Digest);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void WriteDescriptor(JsonTextWriter json, string mediaType, long size, Digest digest)
    {
        json.WriteStartObject();
        json.WritePropertyName("mediaType");
        json.WriteValue(mediaType);
        json.WritePropertyName("size");
        json.WriteValue(size);
        json.WritePropertyName("digest");
        json.WriteValue(digest.ToString());
        json.WriteEndObject();
    }

    /// <summary>The size of a layer's tar stream; a compressed one has to be unpacked for it.</summary>
    private static long TarSize(StoredFile layer, CancellationToken cancellationToken)
    {
        using var tar = LayerDecompressor.Open(layer.Open(), out var compression);
        if (compression == LayerCompression.None)
        {
            return layer.Length;
        }

        var buffer = new byte[1 << 17];
        long size = 0;
        for (int count; (count = tar.Read(buffer)) > 0; size += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return size;
    }
}
