using System.Globalization;
using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Files;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// An image in a directory as <c>skopeo copy … dir:</c> writes it (containers-transports(5)): <c>version</c>,
/// <c>manifest.json</c>, other manifests as <c>HEX.manifest.json</c>, blobs by the hex of their digest. It has no name.
/// </summary>
internal sealed class DirectorySource : IImageSource, IBlobRangeSource
{
    private const string VersionPrefix = "Directory Transport Version: ";
    private static readonly (int Major, int Minor) NewestVersion = (1, 2);

    private readonly DirectoryFiles _files;

    private DirectorySource(DirectoryFiles files, TransportReference reference)
    {
        _files = files;
        Name = reference.Text;
        RequireVersion();
    }

    public string Name { get; }

    public string? StorageName => null;

    public string? Host => null;

    /// <summary>Opens <c>dir:DIR</c>.</summary>
    /// <exception cref="IOException">The directory is not there or cannot be read.</exception>
    /// <exception cref="NotSupportedException">It was written by a newer version of the transport.</exception>
    public static DirectorySource Open(TransportReference reference) => new(new DirectoryFiles(reference.Path, reference.Text), reference);

    public Task<RawManifest> ReadManifestAsync(Digest? instance, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = instance is { } digest ? $"{FileNameOf(digest)}.manifest.json" : "manifest.json";
        var file = _files.Find(path) ?? throw new InvalidDataException($"{Name}: not a directory of an image: it has no '{path}'");
        var bytes = file.ReadAll(ManifestParser.MaxSize, $"{Name}: {path}");
        return Task.FromResult(ManifestBytes.Prove(bytes, instance ?? Digest.Sha256Of(bytes), null, "", Name));
    }

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(new VerifyingStream(FindBlob(blob).OpenSized(blob, Name), blob, Name));
    }

    public Task<BlobRange> OpenBlobRangeAsync(Descriptor blob, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(FindBlob(blob).OpenRange(blob, offset, length, Name));
    }

    public Task<bool> HasSignaturesAsync(Digest manifest, CancellationToken cancellationToken) => Task.FromResult(_files.Find("signature-1") is not null);

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    private StoredFile FindBlob(Descriptor blob) => _files.Find(FileNameOf(blob.Digest))
        ?? throw new InvalidDataException($"{Name}: blob {blob.Digest} is missing from the directory");

    private static string FileNameOf(Digest digest) => digest.Algorithm == "sha256" ? digest.Hex : $"{digest.Algorithm}-{digest.Hex}";

    private void RequireVersion()
    {
        if (_files.Find("version") is not { } file)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(file.ReadAll(100, $"{Name}: version")).Trim();
        var numbers = text.StartsWith(VersionPrefix, StringComparison.Ordinal) ? text[VersionPrefix.Length..].Split('.') : [];
        if (numbers.Length != 2 || !TryNumber(numbers[0], out var major) || !TryNumber(numbers[1], out var minor))
        {
            throw new InvalidDataException($"{Name}: the file 'version' says '{text}', not '{VersionPrefix}1.1'");
        }

        if ((major, minor).CompareTo(NewestVersion) > 0)
        {
            throw new NotSupportedException($"{Name}: the directory has version {major}.{minor}; known is up to {NewestVersion.Major}.{NewestVersion.Minor}");
        }
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
