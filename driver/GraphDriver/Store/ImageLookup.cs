using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;

namespace GraphDriver.Store;

/// <summary>
/// Finds the image that a user means, in the order of podman: a whole id or a manifest's digest; a full name; for a
/// short name <c>localhost/</c>, the search registries and <c>docker.io/library/</c>; the beginning of an id; and last any
/// name that ends so.
/// </summary>
/// <param name="images">The images to look in.</param>
/// <param name="searchRegistries">Gives the registries that registries.conf names for short names, best first; asked for those alone.</param>
public sealed class ImageLookup(ImageSnapshot images, Func<IReadOnlyList<string>>? searchRegistries = null)
{
    private const string LocalDomain = "localhost";
    private const string DigestPrefix = "sha256:";

    /// <summary>The image, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">The text is the beginning of more than one id.</exception>
    public FoundImage? Find(string text)
    {
        if (ImageId.TryParse(text, out var id) || (text.StartsWith(DigestPrefix, StringComparison.Ordinal) && ImageId.TryParse(text[DigestPrefix.Length..], out id)))
        {
            var image = images.Find(id) ?? ByDigest(DigestPrefix + id);
            return image is null ? null : new FoundImage(image, null);
        }

        return ByName(text) ?? ByIdPrefix(text) ?? ByEnd(text);
    }

    /// <summary>The image.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The text is the beginning of more than one id.</exception>
    public FoundImage Get(string text) =>
        Find(text) ?? throw NotFound(text);

    /// <summary>The error that there is no image of this name.</summary>
    public static FileNotFoundException NotFound(string text) =>
        new($"{text}: there is no such image; 'graphdriver images' lists those that are here");

    private FoundImage? ByName(string text)
    {
        foreach (var candidate in Candidates(text))
        {
            var name = (candidate.Digest is null ? candidate.WithDefaultTag() : candidate.WithTag(null)).ToString();
            if (images.FindByName(name) is { } image)
            {
                return new FoundImage(image, name);
            }

            // An image that was pulled by a tag is found by its repository and a digest of its manifests as well.
            if (candidate.Digest is { } digest && images.WithDigest(digest).FirstOrDefault(one => HasRepository(one, candidate)) is { } byDigest)
            {
                return new FoundImage(byDigest, null);
            }
        }

        return null;
    }

    private IEnumerable<ImageReference> Candidates(string text)
    {
        if (!ImageReference.TryParse(text, out var reference))
        {
            yield break;
        }

        if (!ImageReference.IsShortName(text))
        {
            yield return reference;
        }
        else
        {
            foreach (var registry in Registries())
            {
                if (ImageReference.TryParse($"{registry}/{text}", out var candidate))
                {
                    yield return candidate;
                }
            }
        }

        yield return ImageReference.ParseNormalized(text);
    }

    private IEnumerable<string> Registries()
    {
        yield return LocalDomain;
        foreach (var registry in searchRegistries?.Invoke() ?? [])
        {
            yield return registry;
        }
    }

    private FoundImage? ByIdPrefix(string text) => images.StartingWith(text).Take(2).ToList() switch
    {
        [var image] => new FoundImage(image, null),
        [] => null,
        _ => throw new InvalidDataException($"{text} is the beginning of more than one image id; give more of it"),
    };

    private FoundImage? ByEnd(string text)
    {
        if (!ImageReference.TryParse(text, out var wanted) || !ImageReference.IsShortName(text))
        {
            return null;
        }

        wanted = wanted.WithDefaultTag();
        foreach (var image in images.Records)
        {
            var name = image.Names.FirstOrDefault(name => ImageReference.TryParse(name, out var reference)
                && EndsWith(reference.Name, wanted.Name)
                && (wanted.Digest is not null || reference.Tag == wanted.Tag));
            if (name is not null && (wanted.Digest is not { } digest || image.Digests.Contains(digest.ToString())))
            {
                return new FoundImage(image, wanted.Digest is null ? name : null);
            }
        }

        return null;
    }

    private ImageRecord? ByDigest(string digest) => images.WithDigest(Digest.Parse(digest)).FirstOrDefault();

    private static bool HasRepository(ImageRecord image, ImageReference wanted) =>
        image.Names.Any(name => ImageReference.TryParse(name, out var reference) && reference.Name == wanted.Name);

    private static bool EndsWith(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal) && (name.Length == end.Length || name[^(end.Length + 1)] == '/');
}
