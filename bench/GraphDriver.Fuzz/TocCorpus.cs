using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ZstdSharp;

namespace GraphDriver.Fuzz;

/// <summary>Tables of contents to start from: what podman wrote, in parts, and one with everything that may be there. Chunks, too.</summary>
internal static class TocCorpus
{
    private const int PartSize = 12;
    private const int PartsOfEach = 6;

    private const string Small = """
        {"version":1,"entries":[{"type":"dir","name":"a/","mode":16877,"uid":1,"gid":2,"modtime":"2024-11-24T14:55:09.7+01:00"},
        {"type":"reg","name":"a/b","size":9,"offset":10,"endOffset":40,"digest":"D","chunkSize":3,"chunkDigest":"D"},
        {"type":"chunk","name":"a/b","chunkSize":4,"chunkOffset":3,"chunkDigest":"D","chunkType":"zeros"},
        {"type":"chunk","name":"a/b","offset":25,"chunkOffset":7,"chunkDigest":"D"},
        {"type":"reg","name":"c","size":5,"offset":50,"innerOffset":0,"digest":"D","xattrs":{"user.a":"AA==","user.b":""}},
        {"type":"hardlink","name":"d","linkName":"c"},{"type":"symlink","name":"e\n","linkName":"../\u00fc"},
        {"type":"char","name":"f","devMajor":1,"devMinor":3},{"type":"reg","name":".prefetch.landmark","size":1,"offset":90,"digest":"D"}],
        "tarSplitDigest":"D"}
        """;

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "0", "1e9", "9223372036854775807", "\\u0000", "\\ud800", "\\n", "\"type\":\"chunk\",", "\"type\":\"reg\",",
            "\"offset\":", "\"endOffset\":", "\"chunkSize\":", "\"chunkOffset\":", "\"chunkType\":\"zeros\",", "\"size\":", "\"innerOffset\":1,", "\"x\":{\"y\":[1]},",
            "{\"type\":\"dir\",\"name\":\"x\"},", "\"version\":1,", "\"entries\":[",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <param name="folder">The repository's <c>testdata/zstd-chunked</c>.</param>
    public static IReadOnlyList<Format> Load(string folder)
    {
        var digest = $"\"sha256:{new string('d', 64)}\"";
        var tables = Directory.EnumerateFiles(folder, "*.json").Order().SelectMany(Parts)
            .Append(Encoding.ASCII.GetBytes(Small.Replace("\"D\"", digest, StringComparison.Ordinal))).ToList();
        var text = Encoding.ASCII.GetBytes(Small);
        return
        [
            new("tables of contents", tables, Words, TocTarget.Table),
            new("zstd chunks", [Zstd(text), Zstd(new byte[5_000]), [.. Zstd(text), .. Zstd(text)]], [], TocTarget.ZstdChunk),
            new("gzip chunks", [Gzip(text), Gzip(new byte[5_000]), [.. Gzip(text), .. Gzip(text)]], [], TocTarget.GzipChunk),
        ];
    }

    private static IEnumerable<byte[]> Parts(string path)
    {
        var entries = JsonNode.Parse(File.ReadAllBytes(path))!["entries"]!.AsArray();
        for (var part = 0; part < PartsOfEach; part++)
        {
            var some = entries.Skip(entries.Count / PartsOfEach * part).SkipWhile(entry => (string?)entry!["type"] == "chunk").Take(PartSize);
            yield return Encoding.UTF8.GetBytes(new JsonObject { ["version"] = 1, ["entries"] = new JsonArray([.. some.Select(entry => entry!.DeepClone())]) }.ToJsonString());
        }
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(bytes).ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
