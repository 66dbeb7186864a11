using GraphDriver.Oci.Model;
using GraphDriver.Oci.Model.Json;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports.Files;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// An image in an OCI image layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md), a directory
/// or a tar archive of one.
/// </summary>
internal sealed class OciLayoutSource : IImageSource, IBlobRangeSource
{
    // What BuildKit and containerd write: the whole name, where they put a mere tag into the specification's annotation.
    private const string ImageNameAnnotation = "io.containerd.image.name";

    private readonly IFileSet _files;
    private readonly ImageIndex _index;
    private readonly Descriptor _chosen;

    private OciLayoutSource(IFileSet files, TransportReference reference)
    {
        _files = files;
        Name = reference.Text;
        RequireVersion();
        _index = ReadIndex();
        _chosen = Choose(reference);
        StorageName = NameOf(reference);
    }

    public string Name { get; }

    public string? Host => null;

    /// <summary>
    /// As podman names it: of a directory the reference that the user gave, of an archive what its index says. The
    /// layout allows names that an image in the store cannot have; then it has none.
    /// </summary>
    public string? StorageName { get; }

    /// <summary>Opens <c>oci:DIR[:REF]</c>.</summary>
    /// <exception cref="IOException">The directory is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no layout, or has not the image, or several.</exception>
    public static OciLayoutSource OpenDirectory(TransportReference reference) =>
        new(new DirectoryFiles(reference.Path, reference.Text), reference);

    /// <summary>Opens <c>oci-archive:FILE[:REF]</c>.</summary>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no archive of a layout, or has not the image, or several.</exception>
    public static OciLayoutSource OpenArchive(TransportReference reference, CancellationToken cancellationToken)
    {
        var archive = TarArchive.Open(reference.Path, reference.Text, cancellationToken);
        try
        {
            return new OciLayoutSource(archive, reference);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public Task<RawManifest> ReadManifestAsync(Digest? instance, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var digest = instance ?? _chosen.Digest;
        var known = digest == _chosen.Digest ? _chosen : _index.Manifests.FirstOrDefault(entry => entry.Digest == digest);
        var bytes = FindBlob(digest, "manifest").ReadAll(ManifestParser.MaxSize, $"{Name}: manifest {digest}");
        return Task.FromResult(ManifestBytes.Prove(bytes, digest, known?.Size, known?.MediaType ?? "", Name));
    }

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(new VerifyingStream(FindBlob(blob.Digest, "blob").OpenSized(blob, Name), blob, Name));
    }

    public Task<BlobRange> OpenBlobRangeAsync(Descriptor blob, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(FindBlob(blob.Digest, "blob").OpenRange(blob, offset, length, Name));
    }

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    private StoredFile FindBlob(Digest digest, string what) => _files.Find(LayoutIndex.PathOf(digest))
        ?? throw new InvalidDataException($"{Name}: {what} {digest} is missing from the layout");

    private void RequireVersion()
    {
        if (_files.Find(LayoutIndex.VersionFileName) is not { } file)
        {
            return;
        }

        var version = JsonFields.Parse(file.ReadAll(1 << 16, $"{Name}: oci-layout"), $"{Name}: oci-layout").RequiredString("imageLayoutVersion");
        if (!version.StartsWith("1.", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"{Name}: the layout has version '{version}'; known is 1.0.0");
        }
    }

    private ImageIndex ReadIndex()
    {
        var file = _files.Find(LayoutIndex.FileName) ?? throw new InvalidDataException($"{Name}: not an OCI image layout: it has no index.json");
        var bytes = file.ReadAll(ManifestParser.MaxSize, $"{Name}: index.json");
        return (ImageIndex)ManifestParser.Parse(bytes, MediaType.OciIndex, $"{Name}: index.json");
    }

    private Descriptor Choose(TransportReference reference)
    {
        var entries = _index.Manifests;
        if (reference.Index is { } index)
        {
            return index < entries.Count ? entries[index]
                : throw new InvalidDataException($"{Name}: there is no image @{index}: the layout has {entries.Count}");
        }

        if (reference.Image is { } image)
        {
            return entries.FirstOrDefault(entry => Annotation(entry, LayoutIndex.RefNameAnnotation) == image)
                ?? entries.FirstOrDefault(entry => Annotation(entry, ImageNameAnnotation) == image)
                ?? throw new InvalidDataException($"{Name}: the layout has no image of that name; it has {ListImages()}");
        }

        return entries.Count == 1 ? entries[0]
            : throw new InvalidDataException($"{Name}: the layout has {entries.Count} images: name one by :REF or :@N; it has {ListImages()}");
    }

    private string? NameOf(TransportReference reference)
    {
        if (reference.Kind == TransportKind.Oci)
        {
            return reference.Image is { } image && ImageReference.TryParse(image, out _) ? ImageReference.ParseNormalized(image).ToString() : null;
        }

        var name = Annotation(_chosen, ImageNameAnnotation) ?? Annotation(_chosen, LayoutIndex.RefNameAnnotation);
        return ImageReference.TryParse(name, out _) ? ImageReference.ParseLocal(name).ToString() : null;
    }

    private string ListImages()
    {
        const int most = 20;
        var names = _index.Manifests.Take(most).Select((entry, i) => Annotation(entry, LayoutIndex.RefNameAnnotation) ?? $"@{i}");
        return _index.Manifests.Count == 0 ? "none" : string.Join(", ", names) + (_index.Manifests.Count > most ? "…" : "");
    }

    private static string? Annotation(Descriptor entry, string key) => entry.Annotations.TryGetValue(key, out var value) && value.Length > 0 ? value : null;
}
