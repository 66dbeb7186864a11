using System.Globalization;
using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// Where an image is, as a user writes it (containers-transports(5)): <c>docker://host/name[:tag|@digest]</c>, the same
/// without <c>docker://</c>, <c>oci:DIR[:REF]</c>, <c>oci-archive:FILE[:REF]</c>, <c>docker-archive:FILE[:REF]</c>,
/// <c>dir:DIR</c>. Of a layout or archive with several images, <c>:REF</c> names one and <c>:@N</c> counts from zero.
/// </summary>
public sealed record TransportReference
{
    private const int MaxLength = 8192;
    private const string DockerPrefix = "docker://";

    private static readonly string[] Unsupported = ["containers-storage", "docker-daemon", "ostree", "sif", "tarball", "atomic"];

    private TransportReference(TransportKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    public TransportKind Kind { get; }

    /// <summary>The reference in the transport notation.</summary>
    public string Text { get; }

    /// <summary>The directory or file; empty for a registry.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Which image of a layout or archive, by its name there; null where none was named.</summary>
    public string? Image { get; private init; }

    /// <summary>Which image of a layout or archive, counted from zero; null where it was not given so.</summary>
    public int? Index { get; private init; }

    /// <summary>
    /// The name in a registry; null for the other kinds. After <c>docker://</c> it is normalised; a bare name is as
    /// written, may be short, and has no default tag. A tag beside a digest is dropped, as podman does.
    /// </summary>
    public ImageReference? Name { get; private init; }

    /// <summary>Whether <see cref="Name"/> has no registry, which registries.conf has to find.</summary>
    public bool IsShortName => Kind == TransportKind.Docker && Name is { } name && ImageReference.IsShortName(name.ToString());

    /// <summary>Parses a reference.</summary>
    /// <exception cref="FormatException">The text is no reference, or of a transport that images are not pulled from.</exception>
    public static TransportReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > MaxLength || text.Contains('\0', StringComparison.Ordinal))
        {
            throw new FormatException(text.Length == 0 ? "the image reference is empty" : "the image reference is too long or holds a NUL");
        }

        var (transport, rest) = text.IndexOf(':') is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : ("", text);
        return transport switch
        {
            _ when text.StartsWith(DockerPrefix, StringComparison.Ordinal) => InRegistry(ImageReference.ParseNormalized(text[DockerPrefix.Length..])),
            "oci" => InFiles(TransportKind.Oci, text, rest),
            "oci-archive" => InFiles(TransportKind.OciArchive, text, rest),
            "docker-archive" => InFiles(TransportKind.DockerArchive, text, rest),
            "dir" => InDirectory(text, rest),
            _ when Array.IndexOf(Unsupported, transport) >= 0 =>
                throw new FormatException($"'{text}': the transport '{transport}:' is not supported; expected docker://, oci:, oci-archive:, docker-archive: or dir:"),
            _ => InRegistry(ImageReference.Parse(text)),
        };
    }

    /// <summary>An image in files.</summary>
    /// <param name="kind">Any but a registry.</param>
    /// <param name="path">The directory or file; it may hold what <see cref="Parse"/> would take for separators.</param>
    /// <param name="image">The image's name there; null for none.</param>
    public static TransportReference Of(TransportKind kind, string path, string? image)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var transport = kind switch
        {
            TransportKind.Oci => "oci",
            TransportKind.OciArchive => "oci-archive",
            TransportKind.DockerArchive => "docker-archive",
            TransportKind.Dir => "dir",
            _ => throw new ArgumentException($"{kind} is not kept in files", nameof(kind)),
        };
        return new TransportReference(kind, $"{transport}:{path}{(image is null ? "" : $":{image}")}") { Path = path, Image = image };
    }

    public override string ToString() => Text;

    private static TransportReference InRegistry(ImageReference name)
    {
        name = name.Digest is null ? name : name.WithTag(null);
        return new TransportReference(TransportKind.Docker, DockerPrefix + name) { Name = name };
    }

    private static TransportReference InDirectory(string text, string path) => path.Length == 0
        ? throw new FormatException($"'{text}' names no directory")
        : new TransportReference(TransportKind.Dir, text) { Path = path };

    private static TransportReference InFiles(TransportKind kind, string text, string rest)
    {
        var (path, image) = rest.IndexOf(':') is >= 0 and var colon ? (rest[..colon], rest[(colon + 1)..]) : (rest, "");
        if (path.Length == 0)
        {
            throw new FormatException($"'{text}' names no {(kind == TransportKind.Oci ? "directory" : "file")}");
        }

        var reference = new TransportReference(kind, text) { Path = path };
        if (image.Length == 0)
        {
            return reference;
        }

        if (image[0] == '@')
        {
            return int.TryParse(image.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? reference with { Index = index }
                : throw new FormatException($"'{text}': '{image}' is not the number of an image: expected @0, @1…");
        }

        return reference with { Image = kind == TransportKind.DockerArchive ? DockerArchiveName(text, image) : image };
    }

    private static string DockerArchiveName(string text, string image)
    {
        var name = ImageReference.ParseNormalized(image);
        return name.Digest is null
            ? name.ToString()
            : throw new FormatException($"'{text}': images of a Docker archive have tags, not digests");
    }
}
