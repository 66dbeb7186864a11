using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Layers.Encoders;

/// <summary>A zstd:chunked blob taken apart by what its annotations say, every digest checked.</summary>
internal sealed class ChunkedBlob
{
    private const string Prefix = "io.github.containers.zstd-chunked.";

    private readonly byte[] _blob;
    private readonly byte[] _tarSplit;
    private readonly Dictionary<string, byte[]> _contents = [];

    public ChunkedBlob(Encoded encoded)
    {
        _blob = encoded.Blob;
        Assert.Equal(LayerFormat.ZstdChunked, encoded.Layer.Format);
        Assert.Null(encoded.Layer.Obstacle);
        Assert.Equal(3, encoded.Layer.Annotations.Count);
        long[] toc = Numbers(encoded, "manifest-position");
        long[] split = Numbers(encoded, "tarsplit-position");
        Assert.Equal(1, toc[3]);
        byte[] compressed = Section(toc[0], toc[1]);
        Assert.Equal(encoded.Layer.Annotations[Prefix + "manifest-checksum"], Digest.Sha256Of(compressed).ToString());
        byte[] json = Decode(compressed);
        Assert.Equal(toc[2], json.Length);
        Toc = JsonNode.Parse(json)!.AsObject();
        _tarSplit = Section(split[0], split[1]);
        Assert.Equal((string?)Toc["tarSplitDigest"], Digest.Sha256Of(_tarSplit).ToString());
        Assert.Equal(split[2], Decode(_tarSplit).Length);
        ContentEnd = toc[0] - 8;
        AssertFooter([toc[0], toc[1], toc[2], 1, split[0], split[1], split[2]]);
    }

    /// <summary>The table of contents.</summary>
    public JsonObject Toc { get; }

    /// <summary>Its entries; those of chunks stand behind that of their file.</summary>
    public List<JsonObject> Entries => [.. Toc["entries"]!.AsArray().Select(entry => entry!.AsObject())];

    /// <summary>The first byte behind the frames of the tar.</summary>
    public long ContentEnd { get; }

    /// <summary>The entry of a name.</summary>
    public JsonObject this[string name] => Assert.Single(Entries, entry => (string?)entry["name"] == name && (string?)entry["type"] != "chunk");

    /// <summary>The entries of a file's chunks: offset in the file, size, whether it is a hole. The content of each is read and checked.</summary>
    public List<(int Offset, int Size, bool IsHole)> Chunks(string name)
    {
        List<JsonObject> entries = [.. Entries.Where(entry => (string?)entry["name"] == name)];
        JsonObject file = entries[0];
        long end = (long)file["endOffset"]!;
        if (entries.Count == 1)
        {
            byte[] only = Decode(_blob[(int)(long)file["offset"]!..(int)end]);
            _contents[name] = only;
            Assert.Equal((long)file["size"]!, only.Length);
            Assert.Equal((string?)file["digest"], Digest.Sha256Of(only).ToString());
            Assert.Null(file["chunkSize"] ?? file["chunkDigest"] ?? file["chunkType"]);
            return [(0, only.Length, false)];
        }

        var content = new MemoryStream();
        var chunks = new List<(int, int, bool)>();
        for (int i = 0; i < entries.Count; i++)
        {
            long chunkEnd = i + 1 < entries.Count ? (long)entries[i + 1]["offset"]! : end;
            byte[] bytes = Decode(_blob[(int)(long)entries[i]["offset"]!..(int)chunkEnd]);
            Assert.Equal(content.Length, (long?)entries[i]["chunkOffset"] ?? 0);
            Assert.Equal((long)entries[i]["chunkSize"]!, bytes.Length);
            Assert.Equal((string?)entries[i]["chunkDigest"], Digest.Sha256Of(bytes).ToString());
            Assert.Equal(i == 0 ? "reg" : "chunk", (string?)entries[i]["type"]);
            chunks.Add(((int)content.Length, bytes.Length, (string?)entries[i]["chunkType"] == "zeros"));
            content.Write(bytes);
        }

        _contents[name] = content.ToArray();
        Assert.Equal((long)file["size"]!, content.Length);
        Assert.Equal((string?)file["digest"], Digest.Sha256Of(content.ToArray()).ToString());
        return chunks;
    }

    /// <summary>The content of a file that <see cref="Chunks"/> has read.</summary>
    public byte[] Content(string name) => _contents[name];

    /// <summary>The tar, put together from the tar-split and the chunks alone.</summary>
    public byte[] Join()
    {
        foreach (JsonObject entry in Entries.Where(entry => entry["offset"] is not null && (string?)entry["type"] == "reg"))
        {
            Chunks((string)entry["name"]!);
        }

        using var reader = new TarSplitReader(new MemoryStream(_tarSplit), name => new MemoryStream(_contents[Encoding.UTF8.GetString(name.Span)]));
        var tar = new MemoryStream();
        reader.CopyTo(tar);
        Assert.Equal(0, reader.Read(new byte[1]));
        return tar.ToArray();
    }

    private static byte[] Decode(byte[] compressed)
    {
        using Stream stream = LayerDecompressor.Open(new MemoryStream(compressed), out LayerCompression compression);
        Assert.Equal(LayerCompression.Zstd, compression);
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static long[] Numbers(Encoded encoded, string name) => [.. encoded.Layer.Annotations[Prefix + name].Split(':').Select(long.Parse)];

    // A section is the content of a skippable frame.
    private byte[] Section(long offset, long length)
    {
        Assert.Equal(0x184D2A50u, BinaryPrimitives.ReadUInt32LittleEndian(_blob.AsSpan((int)offset - 8)));
        Assert.Equal(length, BinaryPrimitives.ReadUInt32LittleEndian(_blob.AsSpan((int)offset - 4)));
        return _blob[(int)offset..(int)(offset + length)];
    }

    private void AssertFooter(long[] numbers)
    {
        byte[] footer = Section(_blob.Length - 64, 64);
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.Equal(numbers[i], BinaryPrimitives.ReadInt64LittleEndian(footer.AsSpan(i * 8)));
        }

        Assert.Equal("GNUlInUx"u8.ToArray(), footer[56..]);
    }
}
