using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// An OCI image layout that is written (https://github.com/opencontainers/image-spec/blob/main/image-layout.md), a directory or a
/// tar archive of one. A directory keeps its other images; an image of the same name loses it.
/// </summary>
internal sealed class OciLayoutDestination : IImageDestination
{
    private readonly IFileSink _sink;
    private readonly string? _image;

    /// <param name="reference">The layout; names the image in it, or leaves it without a name.</param>
    /// <param name="sink">Where its files go; owned.</param>
    public OciLayoutDestination(TransportReference reference, IFileSink sink) => (Name, _image, _sink) = (reference.Text, reference.Image, sink);

    public string Name { get; }

    public IReadOnlyList<string> ManifestTypes { get; } = [MediaType.OciManifest, MediaType.OciIndex];

    public bool TakesPlainLayersOnly => false;

    public Task<bool> TryReuseBlobAsync(Descriptor blob, IEnumerable<ImageReference> mountFrom, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_sink.Has(LayoutIndex.PathOf(blob.Digest), blob.Size));
    }

    public Task PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken) =>
        _sink.WriteAsync(LayoutIndex.PathOf(blob.Digest), blob, open, cancellationToken);

    public Task<Descriptor> PutBlobAsync(string what, Func<Stream, Descriptor> write, CancellationToken cancellationToken) =>
        _sink.WriteAsync(LayoutIndex.PathOf, write, cancellationToken);

    public Task PutManifestAsync(RawManifest instance, CancellationToken cancellationToken) =>
        _sink.WriteAsync(LayoutIndex.PathOf(instance.Digest), instance.Bytes, cancellationToken);

    public async Task CommitAsync(RawManifest topLevel, CancellationToken cancellationToken)
    {
        await PutManifestAsync(topLevel, cancellationToken).ConfigureAwait(false);
        await _sink.WriteAsync(LayoutIndex.VersionFileName, LayoutIndex.Version, cancellationToken).ConfigureAwait(false);
        _sink.Publish(LayoutIndex.FileName, present => Add(topLevel, present));
    }

    public ValueTask DisposeAsync()
    {
        _sink.Dispose();
        return ValueTask.CompletedTask;
    }

    private byte[] Add(RawManifest manifest, byte[]? present) =>
        LayoutIndex.Add(present, manifest, _image, (name, digest) => IsReplaced(name, digest, manifest), $"{Name}: {LayoutIndex.FileName}");

    /// <summary>Whether an entry has the new image's name or, of an image without one, is the same.</summary>
    private bool IsReplaced(string? name, string? digest, RawManifest manifest) =>
        _image is not null ? name == _image : name is null && digest == manifest.Digest.ToString();
}
