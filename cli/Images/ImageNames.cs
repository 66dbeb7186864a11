using GraphDriver.Oci.Names;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>The names of an image as listings show them.</summary>
internal static class ImageNames
{
    public const string None = "<none>";

    /// <summary>Repository and tag of each tagged name; where there is none, of the first name or of none at all.</summary>
    public static IReadOnlyList<(string Repository, string Tag)> Rows(ImageRecord image)
    {
        var names = image.Names.Select(Split).ToList();
        var tagged = names.Where(name => name.Tag != None).ToList();
        return tagged.Count > 0 ? tagged : names.Count > 0 ? [names[0]] : [(None, None)];
    }

    /// <summary>One short name for a place where a single one fits: the first with a tag, else the first, else the short id.</summary>
    public static string Label(ImageRecord image) => Tags(image).Concat(image.Names).FirstOrDefault() ?? image.Id.ShortHex;

    /// <summary>The full name that a user gives an image of this store; a short one goes below <c>localhost/</c>.</summary>
    /// <exception cref="FormatException">It is no name, or has a digest.</exception>
    public static string OfNew(string text)
    {
        var reference = ImageReference.ParseLocal(text);
        return reference.Digest is null
            ? reference.ToString()
            : throw new FormatException($"{text}: an image cannot be given a name with a digest; give a tag");
    }

    /// <summary>The names that have a tag.</summary>
    public static IEnumerable<string> Tags(ImageRecord image) => image.Names.Where(name => Split(name).Tag != None);

    /// <summary>Each repository of the image with each of its digests.</summary>
    public static IEnumerable<string> Digests(ImageRecord image) =>
        from name in image.Names
        let reference = ImageReference.TryParse(name, out var parsed) ? parsed : null
        where reference is not null
        from digest in image.Digests
        let text = $"{reference.Name}@{digest}"
        group text by text into same
        orderby same.Key
        select same.Key;

    private static (string Repository, string Tag) Split(string name) =>
        ImageReference.TryParse(name, out var reference) ? (reference.Name, reference.Tag ?? None) : (name, None);
}
