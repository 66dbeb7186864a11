using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Testing.Registry;
using ZstdSharp;

namespace GraphDriver.Testing.Layers;

/// <summary>
/// A zstd:chunked layer made of a tar, sound unless it is told to lie: each part can be changed before those are made that vouch for it, so that
/// every digest is right but what the part says is not.
/// </summary>
public sealed class ChunkedLayer
{
    private readonly ArrayBufferWriter<byte> _blob = new();

    /// <summary>The bytes of a chunk, at most.</summary>
    public int ChunkSize { get; init; } = 100_000;

    /// <summary>Changes the JSON of the table of contents.</summary>
    public Action<JsonObject>? EditToc { get; init; }

    /// <summary>Changes the lines of the tar-split.</summary>
    public Func<byte[], byte[]>? EditTarSplit { get; init; }

    /// <summary>Changes bytes of the blob before its digest is taken: the third argument is where the table of contents begins.</summary>
    public Action<byte[], int>? EditBlob { get; init; }

    /// <summary>Changes the annotations.</summary>
    public Action<Dictionary<string, string>>? EditAnnotations { get; init; }

    /// <summary>Leaves the tar-split out.</summary>
    public bool WithoutTarSplit { get; init; }

    /// <summary>The layer of a tar.</summary>
    public TestLayer Build(byte[] tar)
    {
        _blob.ResetWrittenCount();
        var (entries, tarSplit) = WriteContent(tar);
        var toc = new JsonObject { ["version"] = 1, ["entries"] = entries };
        var packed = Zstd(EditTarSplit?.Invoke(tarSplit) ?? tarSplit);
        if (!WithoutTarSplit)
        {
            toc["tarSplitDigest"] = Digest.Sha256Of(packed).ToString();
        }

        EditToc?.Invoke(toc);
        var json = Encoding.UTF8.GetBytes(toc.ToJsonString());
        var tocBytes = Zstd(json);
        var tocSection = WriteSkippable(tocBytes, json.Length);
        var tarSplitSection = WithoutTarSplit ? default : WriteSkippable(packed, EditTarSplit?.Invoke(tarSplit).Length ?? tarSplit.Length);
        var footer = new byte[ChunkedFooter.Size];
        new ChunkedFooter(tocSection, tarSplitSection).WriteTo(footer);
        _blob.Write(footer);
        var annotations = new Dictionary<string, string>
        {
            [ChunkedAnnotations.TocDigestKey] = Digest.Sha256Of(tocBytes).ToString(),
            [ChunkedAnnotations.TocPositionKey] = $"{tocSection.Offset}:{tocSection.Length}:{tocSection.UncompressedLength}:1",
        };
        if (!WithoutTarSplit)
        {
            annotations[ChunkedAnnotations.TarSplitPositionKey] = $"{tarSplitSection.Offset}:{tarSplitSection.Length}:{tarSplitSection.UncompressedLength}";
        }

        EditAnnotations?.Invoke(annotations);
        var blob = _blob.WrittenSpan.ToArray();
        EditBlob?.Invoke(blob, (int)tocSection.Offset);
        return new TestLayer(blob, MediaType.OciLayerZstd) { Annotations = annotations };
    }

    private (JsonArray Entries, byte[] TarSplit) WriteContent(byte[] tar)
    {
        var lines = new MemoryStream();
        var entries = new JsonArray();
        using var tarSplit = new TarSplitWriter(lines);
        var raw = new RawBytes(tarSplit);
        var reader = new TarReader(new MemoryStream(tar), raw);
        while (reader.ReadEntry() is { } entry)
        {
            var json = TocJson.Entry(entry);
            entries.Add(json);
            var content = new byte[entry.Size];
            reader.ReadPayload(content);
            if (content.Length > 0)
            {
                _blob.Write(Zstd(raw.Take()));
                json["digest"] = Digest.Sha256Of(content).ToString();
                WriteChunks(json, content, entries);
            }
        }

        reader.Drain();
        _blob.Write(Zstd(raw.Take()));
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(lines.ToArray()), CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        return (entries, unpacked.ToArray());
    }

    private void WriteChunks(JsonObject file, byte[] content, JsonArray entries)
    {
        for (var start = 0; start < content.Length; start += ChunkSize)
        {
            var chunk = content.AsSpan(start, Math.Min(ChunkSize, content.Length - start));
            var json = start == 0 ? file : new JsonObject { ["type"] = "chunk", ["name"] = (string?)file["name"], ["chunkOffset"] = start };
            json["offset"] = _blob.WrittenCount;
            if (content.Length > ChunkSize)
            {
                json["chunkSize"] = chunk.Length;
                json["chunkDigest"] = Digest.Sha256Of(chunk).ToString();
            }

            if (!chunk.ContainsAnyExcept((byte)0))
            {
                json["chunkType"] = "zeros";
            }

            if (start > 0)
            {
                entries.Add(json);
            }

            _blob.Write(Zstd(chunk));
        }

        file["endOffset"] = _blob.WrittenCount;
    }

    private CompressedSection WriteSkippable(byte[] bytes, int uncompressed)
    {
        _blob.Write<byte>([0x50, 0x2A, 0x4D, 0x18]);
        _blob.Write(BitConverter.GetBytes(bytes.Length));
        var section = new CompressedSection(_blob.WrittenCount, bytes.Length, uncompressed);
        _blob.Write(bytes);
        return section;
    }

    private static byte[] Zstd(ReadOnlySpan<byte> bytes)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(bytes).ToArray();
    }
}
