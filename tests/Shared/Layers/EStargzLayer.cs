using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.EStargz;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Testing.Layers;

/// <summary>An eStargz layer made of a tar (https://github.com/containerd/stargz-snapshotter/blob/main/docs/estargz.md), sound unless it is told to lie.</summary>
public sealed class EStargzLayer
{
    private const int EndMarkerSize = 1024;

    private readonly ArrayBufferWriter<byte> _blob = new();

    /// <summary>The bytes of a chunk, at most.</summary>
    public int ChunkSize { get; init; } = 100_000;

    /// <summary>Writes the footer of stargz, the format before.</summary>
    public bool WithOldFooter { get; init; }

    /// <summary>Changes the JSON of the table of contents.</summary>
    public Action<JsonObject>? EditToc { get; init; }

    /// <summary>Changes bytes of the blob before its digest is taken: the second argument is where the table of contents begins.</summary>
    public Action<byte[], int>? EditBlob { get; init; }

    /// <summary>The layer of a tar, whose end marker moves behind the table of contents.</summary>
    public TestLayer Build(byte[] tar)
    {
        _blob.ResetWrittenCount();
        var toc = new JsonObject { ["version"] = 1, ["entries"] = WriteContent(tar) };
        EditToc?.Invoke(toc);
        var json = Encoding.UTF8.GetBytes(toc.ToJsonString());
        var offset = _blob.WrittenCount;
        WriteMember(new TarBuilder().File("stargz.index.json", json).End().ToArray());
        _blob.Write(Footer(offset));
        var blob = _blob.WrittenSpan.ToArray();
        EditBlob?.Invoke(blob, (int)offset);
        return new TestLayer(blob, MediaType.OciLayerGzip)
        {
            Annotations = new Dictionary<string, string> { [EStargzFooter.DigestAnnotation] = Digest.Sha256Of(json).ToString() },
        };
    }

    /// <summary>The tar that the layer's blob decompresses to.</summary>
    public static byte[] Unpack(byte[] blob)
    {
        using var tar = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(blob), CompressionMode.Decompress);
        gzip.CopyTo(tar);
        return tar.ToArray();
    }

    private JsonArray WriteContent(byte[] tar)
    {
        var entries = new JsonArray();
        var raw = new RawBytes();
        var reader = new TarReader(new MemoryStream(tar), raw);
        while (reader.ReadEntry() is { } entry)
        {
            var json = TocJson.Entry(entry);
            entries.Add(json);
            var content = new byte[entry.Size];
            reader.ReadPayload(content);
            if (content.Length > 0)
            {
                WriteMember(raw.Take());
                json["digest"] = Digest.Sha256Of(content).ToString();
                WriteChunks(json, content, entries);
            }
        }

        // What is read so far are also the two blocks of zeros that end the tar.
        var rest = raw.Take();
        WriteMember(rest.AsSpan(0, Math.Max(0, rest.Length - EndMarkerSize)));
        return entries;
    }

    // The last chunk, and an only one, leave their size out.
    private void WriteChunks(JsonObject file, byte[] content, JsonArray entries)
    {
        for (var start = 0; start < content.Length; start += ChunkSize)
        {
            var chunk = content.AsSpan(start, Math.Min(ChunkSize, content.Length - start));
            var json = start == 0 ? file : new JsonObject { ["type"] = "chunk", ["name"] = (string?)file["name"], ["chunkOffset"] = start };
            json["offset"] = _blob.WrittenCount;
            json["chunkDigest"] = Digest.Sha256Of(chunk).ToString();
            if (start + chunk.Length < content.Length)
            {
                json["chunkSize"] = chunk.Length;
            }

            if (start > 0)
            {
                entries.Add(json);
            }

            WriteMember(chunk);
        }
    }

    private void WriteMember(ReadOnlySpan<byte> bytes)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        _blob.Write(member.ToArray());
    }

    private byte[] Footer(long offset)
    {
        byte[] extra = WithOldFooter ? [22, 0] : [26, 0, (byte)'S', (byte)'G', 22, 0];
        return [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, .. extra, .. Encoding.ASCII.GetBytes($"{offset:x16}STARGZ"), 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
    }
}
