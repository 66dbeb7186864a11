using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Transports;

/// <summary>An image in a directory as <c>skopeo copy … dir:</c> writes it (containers-transports(5)); an image that was there gives way.</summary>
internal sealed class DirectoryDestination : IImageDestination
{
    private const string ManifestName = "manifest.json";
    private const string ManifestSuffix = ".manifest.json";
    private const string VersionName = "version";
    private const string SignaturePrefix = "signature-";

    private readonly DirectorySink _sink;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { ManifestName, VersionName };
    private readonly List<string> _replaced;

    private DirectoryDestination(TransportReference reference, DirectorySink sink, List<string> replaced) =>
        (Name, _sink, _replaced) = (reference.Text, sink, replaced);

    public string Name { get; }

    public IReadOnlyList<string> ManifestTypes { get; } =
        [MediaType.OciManifest, MediaType.OciIndex, MediaType.DockerManifest, MediaType.DockerManifestList];

    public bool TakesPlainLayersOnly => false;

    /// <summary>Opens <c>dir:DIR</c>.</summary>
    /// <param name="reference">The directory.</param>
    /// <param name="flush">Whether files are on the disk before they get their names.</param>
    /// <exception cref="IOException">There is something else in it than an image, or it cannot be made.</exception>
    public static DirectoryDestination Open(TransportReference reference, bool flush)
    {
        var sink = new DirectorySink(reference.Path, flush);
        var present = sink.Names().ToList();
        if (present.Count == 0 || present.Contains(VersionName))
        {
            return new DirectoryDestination(reference, sink, present.FindAll(IsOfAnImage));
        }

        sink.Dispose();
        throw new IOException($"{reference.Text}: the directory holds other things than an image: give an empty one");
    }

    public Task<bool> TryReuseBlobAsync(Descriptor blob, IEnumerable<ImageReference> mountFrom, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = NameOf(blob.Digest);
        var has = _sink.Has(name, blob.Size);
        if (has)
        {
            Keep(name);
        }

        return Task.FromResult(has);
    }

    public Task PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken) =>
        _sink.WriteAsync(Keep(NameOf(blob.Digest)), blob, open, cancellationToken);

    public Task<Descriptor> PutBlobAsync(string what, Func<Stream, Descriptor> write, CancellationToken cancellationToken) =>
        _sink.WriteAsync(digest => Keep(NameOf(digest)), write, cancellationToken);

    public Task PutManifestAsync(RawManifest instance, CancellationToken cancellationToken) =>
        _sink.WriteAsync(Keep(NameOf(instance.Digest) + ManifestSuffix), instance.Bytes, cancellationToken);

    public async Task CommitAsync(RawManifest topLevel, CancellationToken cancellationToken)
    {
        await _sink.WriteAsync(VersionName, "Directory Transport Version: 1.1\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        _sink.Publish(ManifestName, _ => topLevel.Bytes);
        foreach (var name in _replaced.Where(name => !_names.Contains(name)))
        {
            _sink.Remove(name);
        }
    }

    public ValueTask DisposeAsync()
    {
        _sink.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string NameOf(Digest digest) => digest.Algorithm == "sha256" ? digest.Hex : $"{digest.Algorithm}-{digest.Hex}";

    private static bool IsOfAnImage(string name)
    {
        var blob = name.EndsWith(ManifestSuffix, StringComparison.Ordinal) ? name[..^ManifestSuffix.Length] : name;
        return Digest.TryParse($"sha256:{blob}", out _) || Digest.TryParse(blob.Replace('-', ':'), out _)
            || name.StartsWith(SignaturePrefix, StringComparison.Ordinal);
    }

    private string Keep(string name)
    {
        lock (_names)
        {
            _names.Add(name);
        }

        return name;
    }
}
