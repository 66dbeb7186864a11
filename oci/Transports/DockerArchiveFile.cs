using System.Text;
using GraphDriver.Oci.Transports.Files;
using Newtonsoft.Json;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// An archive of Docker images that is written, as <c>docker save</c> and <c>podman save</c> do
/// (https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format): plain layers under
/// their DiffIDs, <c>manifest.json</c>, and what Docker before 1.10 reads, <c>repositories</c> and a folder for each layer.
/// </summary>
public sealed class DockerArchiveFile : IDisposable
{
    private readonly List<(DockerArchiveImage Image, string? TopLayer)> _images = [];

    private DockerArchiveFile(string name, ArchiveTarget target) => (Name, Sink) = (name, new ArchiveSink(target));

    /// <summary>How messages name it.</summary>
    public string Name { get; }

    internal ArchiveSink Sink { get; }

    /// <summary>An archive at a path.</summary>
    /// <param name="path">Where it is when it is whole; what is there gives way.</param>
    /// <param name="flush">Whether it is on the disk before it gets its name.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static DockerArchiveFile At(string path, bool flush) => new($"docker-archive:{path}", ArchiveTarget.At(path, flush));

    /// <summary>An archive that goes into a stream when it is whole; the stream is owned.</summary>
    public static DockerArchiveFile Into(Stream stream) => new("docker-archive:-", ArchiveTarget.Into(stream));

    /// <summary>A destination for one image of the archive, with its names, <c>host/path:tag</c>, of which there may be none.</summary>
    public IImageDestination Image(IReadOnlyList<string> names) => new DockerArchiveDestination(this, names, isOnlyImage: false);

    /// <summary>Writes what leads to the images, and puts the archive into its place.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await Sink.WriteAsync("manifest.json", Manifest(), cancellationToken).ConfigureAwait(false);
        await Sink.WriteAsync("repositories", Repositories(), cancellationToken).ConfigureAwait(false);
        Sink.Complete();
    }

    public void Dispose() => Sink.Dispose();

    /// <summary>Adds an image whose files are in the archive.</summary>
    /// <param name="image">The image.</param>
    /// <param name="topLayer">The topmost of its folders; null where it has no layer.</param>
    internal void Add(DockerArchiveImage image, string? topLayer) => _images.Add((image, topLayer));

    private byte[] Manifest() => Json(json =>
    {
        json.WriteStartArray();
        foreach (var (image, _) in _images)
        {
            json.WriteStartObject();
            json.WritePropertyName("Config");
            json.WriteValue(image.Config);
            WriteTexts(json, "RepoTags", image.RepoTags);
            WriteTexts(json, "Layers", image.Layers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The folder of the topmost layer by repository and tag.</summary>
    private byte[] Repositories() => Json(json =>
    {
        var tags = _images
            .Where(image => image.TopLayer is not null)
            .SelectMany(image => image.Image.RepoTags, (image, name) => (Name: Names.ImageReference.Parse(name), image.TopLayer));
        json.WriteStartObject();
        foreach (var repository in tags.GroupBy(tag => tag.Name.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(repository.Key);
            json.WriteStartObject();
            foreach (var (name, topLayer) in repository.OrderBy(tag => tag.Name.Tag, StringComparer.Ordinal))
            {
                json.WritePropertyName(name.Tag!);
                json.WriteValue(topLayer);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void WriteTexts(JsonTextWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteValue(text);
        }

        json.WriteEndArray();
    }

    private static byte[] Json(Action<JsonTextWriter> write)
    {
        using var text = new StringWriter();
        using (var json = new JsonTextWriter(text))
        {
            write(json);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
