using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.ZstdChunked;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

/// <summary>What podman wrote, read by us and by the framework's JSON reader.</summary>
public sealed class TableOfContentsGoldenTests
{
    private const long ContentEnd = 1L << 40;

    public static TheoryData<string> Names => new(TocDocument.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_what_podman_wrote(string name)
    {
        var document = TocDocument.Read(name);
        var table = TableOfContents.ReadZstdChunked(new MemoryStream(document.Json), ContentEnd);
        Assert.Equal(Describe(document), table.Files.Select(Describe));
        Assert.Equal(document.TarSplitDigest, table.TarSplitDigest);
        Assert.Equal(LayerCompression.Zstd, table.Compression);
        Assert.All(table.Files, file => Assert.Same(file, table.Find(file.Name.Span)));
        Assert.Null(table.Find("no such file"u8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Reads_the_same_in_small_pieces(int size)
    {
        var document = TocDocument.Read("packages");
        var table = TableOfContents.ReadZstdChunked(new TrickleStream(document.Json, size), ContentEnd);
        Assert.Equal(Describe(document), table.Files.Select(Describe));
    }

    private static IEnumerable<string> Describe(TocDocument document)
    {
        var entries = document.Entries.ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            if ((string)entries[i]["type"]! == "chunk")
            {
                continue;
            }

            var chunks = entries.Skip(i + 1).TakeWhile(entry => (string)entry["type"]! == "chunk").Prepend(entries[i]).ToList();
            yield return Describe(entries[i], chunks);
        }
    }

    private static string Describe(JsonObject entry, List<JsonObject> chunks)
    {
        var text = new StringBuilder($"{entry["type"]} {entry["name"]} {entry["linkName"]} {Number(entry, "mode")} ");
        var size = (string)entry["type"]! == "reg" ? Number(entry, "size") : 0;
        text.Append(CultureInfo.InvariantCulture, $"{size} {Number(entry, "uid")}:{Number(entry, "gid")} {Number(entry, "devMajor")}:{Number(entry, "devMinor")} ");
        text.Append(CultureInfo.InvariantCulture, $"{entry["modtime"]} {entry["digest"]}");
        foreach (var (key, value) in (entry["xattrs"]?.AsObject() ?? []).OrderBy(xattr => xattr.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $" {key}={value}");
        }

        for (var i = 0; size > 0 && i < chunks.Count; i++)
        {
            var isOnly = chunks.Count == 1;
            var end = i < chunks.Count - 1 ? Number(chunks[i + 1], "offset") : Number(entry, "endOffset");
            text.Append(CultureInfo.InvariantCulture, $" [{Number(chunks[i], "offset")}-{end} {Number(chunks[i], "chunkOffset")}+{(isOnly ? size : Number(chunks[i], "chunkSize"))}");
            text.Append(CultureInfo.InvariantCulture, $" {(isOnly ? entry : chunks[i])[isOnly ? "digest" : "chunkDigest"]} {chunks[i]["chunkType"]}]");
        }

        return text.ToString();
    }

    private static string Describe(TocFile file)
    {
        var text = new StringBuilder($"{TypeName(file.Type)} {Encoding.UTF8.GetString(file.Name.Span)} {Encoding.UTF8.GetString(file.LinkName.Span)} {file.Mode} ");
        text.Append(CultureInfo.InvariantCulture, $"{file.Size} {file.Uid}:{file.Gid} {file.DeviceMajor}:{file.DeviceMinor} {TimeText(file.Mtime)} {file.Digest}");
        foreach (var xattr in file.Xattrs)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Encoding.UTF8.GetString(xattr.Name)}={Convert.ToBase64String(xattr.Value)}");
        }

        foreach (var chunk in file.Chunks)
        {
            text.Append(CultureInfo.InvariantCulture, $" [{chunk.Offset}-{chunk.EndOffset} {chunk.ContentOffset}+{chunk.Size} {chunk.Digest} {(chunk.IsZeros ? "zeros" : "")}]");
        }

        return text.ToString();
    }

    private static string TimeText(TocTime? time)
    {
        Span<byte> text = stackalloc byte[TocTime.MaximumLength];
        return time is { } given ? Encoding.ASCII.GetString(text[..given.Format(text)]) : "";
    }

    private static string TypeName(TocEntryType type) => type switch
    {
        TocEntryType.RegularFile => "reg",
        TocEntryType.HardLink => "hardlink",
        TocEntryType.SymbolicLink => "symlink",
        TocEntryType.Directory => "dir",
        TocEntryType.CharacterDevice => "char",
        TocEntryType.BlockDevice => "block",
        TocEntryType.Fifo => "fifo",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static long Number(JsonObject entry, string name) => (long?)entry[name] ?? 0;
}
