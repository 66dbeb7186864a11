using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Registry.Server.Directories;

/// <summary>One OCI image layout as a repository: its tags are the names of its images.</summary>
/// <param name="path">The directory, which need not be there.</param>
internal sealed class LayoutFolder(string path)
{
    private const string DefaultTag = "latest";

    public string FullPath => path;

    public bool Exists => File.Exists(Path.Combine(path, LayoutIndex.FileName));

    /// <summary>The tag that an image's name stands for: itself, or that of a whole reference; null where it has none.</summary>
    public static string? TagOf(string? name) =>
        name is null ? null
        : ReferenceGrammar.IsTag(name) ? name
        : ImageReference.TryParse(name, out var reference) && reference.Digest is null ? reference.Tag ?? DefaultTag
        : null;

    public static string? NameOf(Descriptor entry) => entry.Annotations.GetValueOrDefault(LayoutIndex.RefNameAnnotation);

    public ServedBlob? FindBlob(Digest digest) => Find(LayoutIndex.PathOf(digest)) is { } file ? new ServedBlob(file.Length, file.OpenSection) : null;

    /// <summary>The images that the index names; none where there is no index.</summary>
    /// <exception cref="InvalidDataException">It is no index.</exception>
    public IReadOnlyList<Descriptor> ReadEntries()
    {
        var source = Path.Combine(path, LayoutIndex.FileName);
        return Find(LayoutIndex.FileName)?.ReadAll(ManifestParser.MaxSize, source) is { } bytes
            ? ((ImageIndex)ManifestParser.Parse(bytes, MediaType.OciIndex, source)).Manifests
            : [];
    }

    /// <summary>A manifest that the index names, or that something named there does; null where there is none of that digest, or it is another blob.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public RawManifest? FindManifest(Digest digest)
    {
        var source = $"{path}: {digest}";
        if (Find(LayoutIndex.PathOf(digest)) is not { Length: <= ManifestParser.MaxSize } file)
        {
            return null;
        }

        var bytes = file.ReadAll(ManifestParser.MaxSize, source);
        if (!digest.IsOf(bytes))
        {
            throw new InvalidDataException($"{source}: its bytes have another digest");
        }

        try
        {
            return new RawManifest(bytes, ManifestOutline.Parse(bytes, null, source).MediaType);
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The manifests of the index that speak of another one.</summary>
    public IEnumerable<Descriptor> FindReferrers(Digest subject)
    {
        foreach (var digest in ReadEntries().Select(entry => entry.Digest).Distinct())
        {
            if (FindManifest(digest) is { } manifest && ManifestOutline.Parse(manifest.Bytes, manifest.MediaType, path) is var outline && outline.Subject == subject)
            {
                yield return new Descriptor
                {
                    MediaType = manifest.MediaType,
                    Digest = digest,
                    Size = manifest.Bytes.Length,
                    ArtifactType = outline.ArtifactType,
                    Annotations = outline.Annotations,
                };
            }
        }
    }

    private StoredFile? Find(string name) => Directory.Exists(path) ? new DirectoryFiles(path, path).Find(name) : null;
}
