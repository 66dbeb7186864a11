using GraphDriver.Oci.Model.Json;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// One image of a Docker archive, as its <c>manifest.json</c> has it
/// (https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format).
/// </summary>
/// <param name="Config">The configuration's path in the archive.</param>
/// <param name="RepoTags">The image's names, as they are written.</param>
/// <param name="Layers">The layers' paths in the archive, the lowest first.</param>
internal sealed record DockerArchiveImage(string Config, IReadOnlyList<string> RepoTags, IReadOnlyList<string> Layers)
{
    private const int MaxManifestSize = 1 << 20;
    private const int MaxImages = 10_000;

    /// <summary>Finds the image that the reference names; with the names that it gets, those of its tags that were asked for.</summary>
    /// <exception cref="InvalidDataException">The archive is none of Docker's, or has not the image, or several.</exception>
    public static (DockerArchiveImage Image, IReadOnlyList<string> Names) Choose(TarArchive archive, TransportReference reference)
    {
        var source = reference.Text;
        var images = ReadAll(archive, source);
        if (reference.Image is { } wanted)
        {
            foreach (var image in images)
            {
                if (image.RepoTags.FirstOrDefault(tag => Parse(tag, ImageReference.ParseNormalized, source) == wanted) is { } tag)
                {
                    return (image, [Parse(tag, ImageReference.ParseLocal, source)]);
                }
            }

            throw new InvalidDataException($"{source}: the archive has no image '{wanted}'; it has {List(images)}");
        }

        if (reference.Index is { } index && index >= images.Count)
        {
            throw new InvalidDataException($"{source}: there is no image @{index}: the archive has {images.Count}");
        }

        if (reference.Index is null && images.Count != 1)
        {
            throw new InvalidDataException($"{source}: the archive has {images.Count} images: name one by :REF or :@N; it has {List(images)}");
        }

        var chosen = images[reference.Index ?? 0];
        return (chosen, [.. chosen.RepoTags.Select(tag => Parse(tag, ImageReference.ParseLocal, source)).Distinct()]);
    }

    private static List<DockerArchiveImage> ReadAll(TarArchive archive, string source)
    {
        var file = archive.Find("manifest.json")
            ?? throw new InvalidDataException($"{source}: not a Docker archive: it has no manifest.json");
        var items = JsonFields.ParseArray(file.ReadAll(MaxManifestSize, $"{source}: manifest.json"), $"{source}: manifest.json", MaxImages);
        return [.. items.Select(Read)];
    }

    private static DockerArchiveImage Read(JsonFields fields) => new(
        fields.RequiredString("Config"),
        fields.Strings("RepoTags", Model.ManifestParser.MaxEntries),
        fields.Strings("Layers", Model.ManifestParser.MaxEntries));

    private static string Parse(string tag, Func<string, ImageReference> parse, string source)
    {
        try
        {
            return parse(tag).ToString();
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{source}: manifest.json: RepoTags: {error.Message}", error);
        }
    }

    private static string List(List<DockerArchiveImage> images)
    {
        const int most = 20;
        var names = images.Take(most).Select((image, i) => image.RepoTags.Count > 0 ? image.RepoTags[0] : $"@{i}");
        return images.Count == 0 ? "none" : string.Join(", ", names) + (images.Count > most ? "…" : "");
    }
}
