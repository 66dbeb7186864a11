using System.Text;
using GraphDriver.Linux;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Store;
using GraphDriver.Store.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Push;

/// <summary>
/// Remembers which blobs layers were sent as, and to which repositories, so that the next push asks for them before it compresses
/// anything: <c>graphdriver/pushed/&lt;hex of the DiffID&gt;</c>, a JSON file a layer. It is a memory and no more: what is missing, old or
/// damaged only costs that a layer is sent again.
/// </summary>
internal sealed class PushedBlobs : IDisposable
{
    private const string Folder = "pushed";
    private const int MaxFileSize = 1 << 20;
    private const int MaxFiles = 4096;
    private const int MaxBlobs = 8;
    private const int MaxRepositories = 8;

    private readonly StoreFolder _folder;
    private readonly Action<string>? _log;
    private readonly Lock _lock = new();

    private PushedBlobs(StoreFolder folder, Action<string>? log) => (_folder, _log) = (folder, log);

    /// <summary>Opens the memory of a store, and makes it where it is missing.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static PushedBlobs Open(ContainerStorage storage, Action<string>? log = null)
    {
        using var own = StoreFolder.OpenOrMake(storage.Root.Root, storage.Root.GraphRootPath, "graphdriver");
        return new PushedBlobs(StoreFolder.OpenOrMake(own.Handle, own.FullPath, Folder), log);
    }

    /// <summary>The blobs that a layer was sent as in this form, the newest first.</summary>
    public IReadOnlyList<Descriptor> Find(DiffId diffId, PushForm form) => [.. Read(diffId).Where(blob => blob.IsOf(form)).Select(blob => blob.Blob)];

    /// <summary>The repositories that a blob of a layer was sent to, the newest first.</summary>
    public IReadOnlyList<ImageReference> RepositoriesOf(DiffId diffId, Descriptor blob) =>
        [.. Read(diffId).Where(known => known.Blob.Digest == blob.Digest).SelectMany(known => known.Repositories).Distinct()];

    /// <summary>Notes that a layer is at a destination; where that fails, it is not noted.</summary>
    /// <param name="diffId">The layer.</param>
    /// <param name="form">What it was asked to be.</param>
    /// <param name="blob">The blob that it is there.</param>
    /// <param name="repository">The repository; null where it is none.</param>
    public void Remember(DiffId diffId, PushForm form, Descriptor blob, ImageReference? repository)
    {
        lock (_lock)
        {
            var all = Read(diffId);
            var before = all.Find(known => known.IsOf(form) && known.Blob.Digest == blob.Digest);
            var repositories = (repository is null ? [] : new[] { repository }).Concat(before?.Repositories ?? []).Distinct().Take(MaxRepositories);
            var now = new PushedBlob(form.Layers, form.Level, blob, [.. repositories]);
            if (before is not null && before.Repositories.SequenceEqual(now.Repositories) && all[0] == before)
            {
                return;
            }

            all.RemoveAll(known => known == before);
            var json = new JArray(all.Prepend(now).Take(MaxBlobs).Select(known => known.ToJson()));
            Write(diffId, Encoding.UTF8.GetBytes(json.ToString(Formatting.None)));
        }
    }

    /// <summary>Forgets the oldest layers where there are very many.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Trim()
    {
        var names = Directory.EnumerateFiles(_folder.FullPath).Select(path => new FileInfo(path)).ToList();
        foreach (var file in names.OrderByDescending(file => file.LastWriteTimeUtc).Skip(names.Count <= MaxFiles ? names.Count : MaxFiles / 2))
        {
            _folder.RemoveFile(file.Name);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Write(DiffId diffId, byte[] content)
    {
        try
        {
            _folder.WriteWhole(diffId.Digest.Hex, content, flush: false);
        }
        catch (LinuxException error)
        {
            // A full disk is no reason for a push to fail.
            _log?.Invoke($"{error.Message}: it is not remembered what the layer {diffId} was sent as");
        }
    }

    private List<PushedBlob> Read(DiffId diffId)
    {
        try
        {
            return _folder.ReadIfThere(diffId.Digest.Hex, MaxFileSize) is { } bytes
                ? [.. JArray.Parse(Encoding.UTF8.GetString(bytes)).OfType<JObject>().Select(PushedBlob.Parse).OfType<PushedBlob>()]
                : [];
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>A blob that a layer was sent as.</summary>
    private sealed record PushedBlob(LayerFormat Layers, int? Level, Descriptor Blob, IReadOnlyList<ImageReference> Repositories)
    {
        public bool IsOf(PushForm form) => (Layers, Level) == (form.Layers, form.Level);

        /// <summary>Null where it is none.</summary>
        public static PushedBlob? Parse(JObject json)
        {
            if (!Enum.TryParse<LayerFormat>(Text(json, "form"), out var form)
                || !Digest.TryParse(Text(json, "digest"), out var digest)
                || Text(json, "mediaType") is not { } mediaType || !MediaType.IsLayer(mediaType)
                || json["size"] is not JValue { Value: long and >= 0 and var size })
            {
                return null;
            }

            var annotations = (json["annotations"] as JObject)?.Properties().Where(member => member.Value.Type == JTokenType.String);
            var repositories = (json["repositories"] as JArray)?
                .Select(name => ImageReference.TryParse((name as JValue)?.Value as string, out var reference) ? reference : null)
                .OfType<ImageReference>();
            var blob = new Descriptor
            {
                MediaType = mediaType,
                Digest = digest,
                Size = size,
                Annotations = annotations?.ToDictionary(member => member.Name, member => (string)member.Value!) ?? [],
            };
            return new PushedBlob(form, json["level"] is JValue { Value: long level } ? (int)level : null, blob, [.. repositories ?? []]);
        }

        public JObject ToJson()
        {
            var json = new JObject
            {
                ["form"] = Layers.ToString(),
                ["mediaType"] = Blob.MediaType,
                ["digest"] = Blob.Digest.ToString(),
                ["size"] = Blob.Size,
                ["annotations"] = new JObject(Blob.Annotations.Select(annotation => new JProperty(annotation.Key, annotation.Value))),
                ["repositories"] = new JArray(Repositories.Select(repository => repository.ToString())),
            };
            if (Level is { } level)
            {
                json["level"] = level;
            }

            return json;
        }

        private static string? Text(JObject json, string name) => (json[name] as JValue)?.Value as string;
    }
}
