using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

/// <summary>A table of contents that podman wrote (testdata/zstd-chunked/README.md), taken apart by the framework's JSON reader.</summary>
internal sealed class TocDocument
{
    private readonly JsonObject _document;

    private TocDocument(string name)
    {
        Json = File.ReadAllBytes(Path.Combine(Folder(), name + ".json"));
        Cache = File.ReadAllBytes(Path.Combine(Folder(), name + ".cache"));
        _document = JsonNode.Parse(Json)!.AsObject();
    }

    public static IEnumerable<string> Names => Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!);

    /// <summary>The document, byte for byte.</summary>
    public byte[] Json { get; }

    /// <summary>The look-aside cache that podman made of it.</summary>
    public byte[] Cache { get; }

    public Digest TarSplitDigest => Digest.Parse((string)_document["tarSplitDigest"]!);

    public IEnumerable<JsonObject> Entries => _document["entries"]!.AsArray().Select(entry => entry!.AsObject());

    public static TocDocument Read(string name) => new(name);

    /// <summary>An entry as ours.</summary>
    public static TocEntry Entry(JsonObject entry) => new()
    {
        Type = Type((string)entry["type"]!),
        Name = Encoding.UTF8.GetBytes((string)entry["name"]!),
        LinkName = Encoding.UTF8.GetBytes((string?)entry["linkName"] ?? ""),
        Mode = (uint)Number(entry, "mode"),
        Size = Number(entry, "size"),
        Uid = (uint)Number(entry, "uid"),
        Gid = (uint)Number(entry, "gid"),
        Mtime = entry["modtime"] is { } time ? new TocTime(DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture).ToUnixTimeSeconds(), 0) : null,
        DeviceMajor = (uint)Number(entry, "devMajor"),
        DeviceMinor = (uint)Number(entry, "devMinor"),
        Xattrs = Xattrs(entry),
        Digest = DigestOf(entry, "digest"),
        Chunk = new TocChunk
        {
            Offset = Number(entry, "offset"),
            EndOffset = Number(entry, "endOffset"),
            Size = Number(entry, "chunkSize"),
            ContentOffset = Number(entry, "chunkOffset"),
            Digest = DigestOf(entry, "chunkDigest"),
            IsZeros = (string?)entry["chunkType"] == "zeros",
        },
    };

    private static TarXattr[] Xattrs(JsonObject entry) => entry["xattrs"] is { } xattrs
        ? [.. xattrs.AsObject().Select(xattr => new TarXattr(Encoding.UTF8.GetBytes(xattr.Key), Convert.FromBase64String((string)xattr.Value!)))]
        : [];

    private static long Number(JsonObject entry, string name) => (long?)entry[name] ?? 0;

    private static Digest DigestOf(JsonObject entry, string name) => (string?)entry[name] is { } text ? Digest.Parse(text) : default;

    private static TocEntryType Type(string name) => name switch
    {
        "reg" => TocEntryType.RegularFile,
        "hardlink" => TocEntryType.HardLink,
        "symlink" => TocEntryType.SymbolicLink,
        "dir" => TocEntryType.Directory,
        "char" => TocEntryType.CharacterDevice,
        "block" => TocEntryType.BlockDevice,
        "fifo" => TocEntryType.Fifo,
        "chunk" => TocEntryType.Chunk,
        _ => throw new InvalidDataException($"'{name}' is no type"),
    };

    private static string Folder()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "GraphDriver.sln")))
            {
                return Path.Combine(folder, "testdata", "zstd-chunked");
            }
        }

        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
