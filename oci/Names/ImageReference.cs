using System.Diagnostics.CodeAnalysis;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Names;

/// <summary>
/// An image's name: <c>[host[:port]/]path[:tag][@digest]</c>
/// (https://github.com/distribution/reference/blob/main/reference.go). Equal where all four parts are equal.
/// <para>
/// <see cref="Parse"/> takes the text as it is; <see cref="ParseNormalized"/> applies Docker's rules (<c>debian</c> is
/// <c>docker.io/library/debian:latest</c>); <see cref="ParseLocal"/> applies podman's rules for images that come from
/// no registry (<c>debian</c> is <c>localhost/debian:latest</c>). What a short name means at a pull is decided by
/// registries.conf, not here: ask <see cref="IsShortName"/>.
/// </para>
/// </summary>
public sealed record ImageReference
{
    private const string DockerDomain = "docker.io";
    private const string LegacyDockerDomain = "index.docker.io";
    private const string OfficialPrefix = "library/";
    private const string LocalDomain = "localhost";
    private const string DefaultTag = "latest";

    private ImageReference(string domain, string path)
    {
        Domain = domain;
        Path = path;
    }

    /// <summary><c>host[:port]</c>, or empty where the text that was parsed has none.</summary>
    public string Domain { get; }

    /// <summary>The repository's path within its registry, such as <c>library/debian</c>.</summary>
    public string Path { get; }

    public string? Tag { get; private init; }

    public Digest? Digest { get; private init; }

    /// <summary>Domain and path, without tag and digest; at most 255 characters.</summary>
    public string Name => Domain.Length == 0 ? Path : $"{Domain}/{Path}";

    /// <summary>Whether there is neither tag nor digest.</summary>
    public bool IsNameOnly => Tag is null && Digest is null;

    /// <summary>The name as Docker shows it: without <c>docker.io/</c> and, of official images, <c>library/</c>.</summary>
    public string FamiliarName
    {
        get
        {
            if (Domain != DockerDomain)
            {
                return Name;
            }

            return Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && Path.IndexOf('/', OfficialPrefix.Length) < 0
                ? Path[OfficialPrefix.Length..]
                : Path;
        }
    }

    /// <summary><see cref="FamiliarName"/> with tag and digest.</summary>
    public string FamiliarString => FamiliarName + Suffix;

    private string Suffix => (Tag is null ? "" : $":{Tag}") + (Digest is null ? "" : $"@{Digest}");

    /// <summary>Parses a reference as it is written, adding nothing.</summary>
    /// <exception cref="FormatException">The text is not a reference; the message says which part of it.</exception>
    public static ImageReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReadReference(text, text, out var reference) is { } reason
            ? throw new FormatException(reason)
            : reference!;
    }

    /// <summary>As <see cref="Parse"/>; false where the text is no reference.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        return text is not null && ReadReference(text, text, out reference) is null;
    }

    /// <summary>
    /// Parses with Docker's defaults: the domain <c>docker.io</c>, the path prefix <c>library/</c> there, and the tag
    /// <c>latest</c> where there is neither tag nor digest.
    /// </summary>
    /// <exception cref="FormatException">The text is not a reference, or is 64 hex digits, which would name an image id.</exception>
    public static ImageReference ParseNormalized(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 64 && LowerHex.IsAllOf(text))
        {
            throw new FormatException($"'{text}' is not an image reference: 64 hex digits are an image id, not a name");
        }

        var (domain, remainder) = SplitDockerDomain(text);
        return ReadReference($"{domain}/{remainder}", text, out var reference) is { } reason
            ? throw new FormatException(reason)
            : reference!.WithDefaultTag();
    }

    /// <summary>
    /// Parses the name of an image that comes from an archive or is given by its user, as podman does: a short name
    /// goes below <c>localhost/</c>, a tag beside a digest is dropped, and <c>latest</c> is added where there is neither.
    /// </summary>
    /// <exception cref="FormatException">The text is not a reference.</exception>
    public static ImageReference ParseLocal(string text)
    {
        var reference = Parse(text);
        reference = ParseNormalized(HasRegistry(reference) ? text : $"{LocalDomain}/{text}");
        return reference.Digest is null ? reference : reference.WithTag(null);
    }

    /// <summary>
    /// Whether the text is a reference without a registry, such as <c>debian</c> or <c>library/debian</c>: the part
    /// before the first slash is a registry only where it has a dot or a port, or is <c>localhost</c>. False where the
    /// text is no reference.
    /// </summary>
    public static bool IsShortName(string text) => TryParse(text, out var reference) && !HasRegistry(reference);

    /// <summary>The same name with another tag; null drops it.</summary>
    /// <exception cref="FormatException">That is not a tag.</exception>
    public ImageReference WithTag(string? tag) =>
        tag is null || ReferenceGrammar.IsTag(tag)
            ? this with { Tag = tag }
            : throw new FormatException($"'{Shorten(tag)}' is not a tag: {TagRule}");

    /// <summary>The same name with another digest; null drops it.</summary>
    public ImageReference WithDigest(Digest? digest) =>
        digest is { IsEmpty: true }
            ? throw new ArgumentException("the digest is empty", nameof(digest))
            : this with { Digest = digest };

    /// <summary>The tag <c>latest</c> added where there is neither tag nor digest.</summary>
    public ImageReference WithDefaultTag() => IsNameOnly ? this with { Tag = DefaultTag } : this;

    public override string ToString() => Name + Suffix;

    private const string TagRule = "expected up to 128 letters, digits, '_', '.' and '-', not starting with '.' or '-'";

    private static bool HasRegistry(ImageReference reference) =>
        reference.Domain == LocalDomain || reference.Domain.AsSpan().ContainsAny('.', ':');

    private static (string Domain, string Remainder) SplitDockerDomain(string text)
    {
        var slash = text.IndexOf('/');
        var (domain, remainder) = slash >= 0 && (text.AsSpan(0, slash).ContainsAny('.', ':') || text[..slash] == LocalDomain)
            ? (text[..slash], text[(slash + 1)..])
            : (DockerDomain, text);
        domain = domain == LegacyDockerDomain ? DockerDomain : domain;
        return domain == DockerDomain && !remainder.Contains('/')
            ? (domain, OfficialPrefix + remainder)
            : (domain, remainder);
    }

    /// <summary>Reads <paramref name="text"/>; returns what is wrong with it, told of <paramref name="given"/>, or null.</summary>
    private static string? ReadReference(string text, string given, out ImageReference? reference)
    {
        reference = null;
        var prefix = $"'{Shorten(given)}' is not an image reference: ";
        if (given.Length is 0 or > ReferenceGrammar.MaxReferenceLength)
        {
            return prefix + (given.Length == 0 ? "it is empty" : "it is too long");
        }

        Digest? digest = null;
        var at = text.IndexOf('@');
        if (at >= 0)
        {
            if (!Model.Digest.TryParse(text[(at + 1)..], out var parsed))
            {
                return prefix + "expected sha256:<64 hex> or sha512:<128 hex> after '@'";
            }

            (digest, text) = (parsed, text[..at]);
        }

        string? tag = null;
        var colon = text.IndexOf(':', text.LastIndexOf('/') + 1);
        if (colon >= 0)
        {
            (tag, text) = (text[(colon + 1)..], text[..colon]);
            if (!ReferenceGrammar.IsTag(tag))
            {
                return $"{prefix}'{Shorten(tag)}' is not a tag: {TagRule}";
            }
        }

        if (ReadName(text, out reference) is { } reason)
        {
            return prefix + reason;
        }

        reference = reference! with { Tag = tag, Digest = digest };
        return null;
    }

    private static string? ReadName(string name, out ImageReference? reference)
    {
        reference = null;
        if (name.Length > ReferenceGrammar.MaxNameLength)
        {
            return $"the name has more than {ReferenceGrammar.MaxNameLength} characters";
        }

        var slash = name.IndexOf('/');
        var hasDomain = slash > 0 && ReferenceGrammar.IsDomain(name.AsSpan(0, slash));
        var path = hasDomain ? name[(slash + 1)..] : name;
        foreach (var component in path.Split('/'))
        {
            if (ReferenceGrammar.IsPathComponent(component))
            {
                continue;
            }

            return component.Length == 0 ? "a part of its path is empty"
                : component.Any(char.IsAsciiLetterUpper) ? $"the repository name must be lower-case, '{component}' is not"
                : $"'{component}' may hold only lower-case letters and digits, with '.', '_', '__' or '-' between them";
        }

        reference = new ImageReference(hasDomain ? name[..slash] : "", path);
        return null;
    }

    private static string Shorten(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
