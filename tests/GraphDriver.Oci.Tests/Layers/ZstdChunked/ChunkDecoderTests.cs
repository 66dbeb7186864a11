using System.IO.Compression;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

public sealed class ChunkDecoderTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)((i * 7919) >> 9))];

    public static TheoryData<LayerCompression, int> Sizes()
    {
        var sizes = new TheoryData<LayerCompression, int>();
        foreach (var size in new[] { 1, 100, 1 << 20, (1 << 20) + 1, 3_000_000 })
        {
            sizes.Add(LayerCompression.Zstd, size);
            sizes.Add(LayerCompression.Gzip, size);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Chunks_come_out_whatever_follows_them(LayerCompression compression, int size)
    {
        using var decoder = new ChunkDecoder(compression);
        var packed = Pack(compression, Content.AsSpan(0, size));
        foreach (var range in new[] { packed, [.. packed, .. Pack(compression, [])], [.. packed, .. Pack(compression, "the next file's header"u8)] })
        {
            Check(decoder, range, Chunk(range, size), Content[..size]);
        }

        byte[] parts = [.. Pack(compression, Content.AsSpan(0, size / 2)), .. Pack(compression, Content.AsSpan(size / 2, size - (size / 2)))];
        Check(decoder, parts, Chunk(parts, size), Content[..size]);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Bad_chunks_are_refused(LayerCompression compression, int size)
    {
        using var decoder = new ChunkDecoder(compression);
        var range = Pack(compression, Content.AsSpan(0, size));
        Refuse(decoder, range, Chunk(range, size) with { Hash = ContentHash.Of("other"u8) }, "digest");
        Refuse(decoder, range[..^Math.Min(range.Length / 2, 12)], Chunk(range, size) with { EndOffset = 50 + range.Length - Math.Min(range.Length / 2, 12) }, "");
        Refuse(decoder, range, Chunk(range, size) with { Size = size + 1 }, "");
        Refuse(decoder, [0, .. range[1..]], Chunk(range, size), "");
        Refuse(decoder, [], Chunk(range, size) with { EndOffset = 50 }, "");

        // The decoder goes on after all of that.
        Check(decoder, range, Chunk(range, size), Content[..size]);
    }

    [Fact]
    public void A_smaller_size_than_the_frame_has_is_its_digests_business()
    {
        using var decoder = new ChunkDecoder(LayerCompression.Zstd);
        var range = Pack(LayerCompression.Zstd, Content);
        Refuse(decoder, range, Chunk(range, Content.Length) with { Size = 1000 }, "digest");
    }

    [Fact]
    public void Zeros_are_made_and_proven()
    {
        using var decoder = new ChunkDecoder(LayerCompression.Zstd);
        var chunk = new TocChunk { Size = 2_000_000, IsZeros = true, Hash = ContentHash.Of(new byte[2_000_000]) };
        Check(decoder, [], chunk, new byte[2_000_000]);
        Refuse(decoder, [], chunk with { Size = 1_999_999 }, "digest");
    }

    [Fact]
    public void A_large_window_is_refused()
    {
        using var compressor = new Compressor(1);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, 26);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_contentSizeFlag, 0);
        using var packed = new MemoryStream();
        using (var stream = new CompressionStream(packed, compressor))
        {
            for (var i = 0; i < 30; i++)
            {
                stream.Write(Content);
                stream.Flush();
            }
        }

        using var decoder = new ChunkDecoder(LayerCompression.Zstd);
        Refuse(decoder, packed.ToArray(), Chunk(packed.ToArray(), 1) with { Size = 30L * Content.Length }, "too much memory", whole: false);
    }

    [Fact]
    public void A_failing_connection_is_not_taken_for_bad_bytes()
    {
        using var decoder = new ChunkDecoder(LayerCompression.Zstd);
        foreach (var size in new[] { 1000, 3_000_000 })
        {
            var range = Pack(LayerCompression.Zstd, Content.AsSpan(0, size));
            var error = Assert.Throws<IOException>(() =>
            {
                using var stream = decoder.Open(new TrickleStream(range[..(range.Length / 2)], 100, new IOException("broken")), Chunk(range, size));
                stream.CopyTo(Stream.Null);
            });
            Assert.Equal("broken", error.Message);
        }
    }

    private static TocChunk Chunk(byte[] range, int size) =>
        new() { Offset = 50, EndOffset = 50 + range.Length, Size = size, Hash = ContentHash.Of(Content.AsSpan(0, size)) };

    private static void Check(ChunkDecoder decoder, byte[] range, TocChunk chunk, byte[] expected)
    {
        var content = new byte[chunk.Size];
        decoder.Decode(range, chunk, content);
        Assert.True(content.AsSpan().SequenceEqual(expected));
        using var stream = decoder.Open(new MemoryStream(range), chunk);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(expected));
    }

    private static void Refuse(ChunkDecoder decoder, byte[] range, TocChunk chunk, string reason, bool whole = true)
    {
        if (whole)
        {
            var error = Assert.Throws<InvalidDataException>(() => decoder.Decode(range, chunk, new byte[chunk.Size]));
            Assert.StartsWith("chunk", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }

        var streamed = Assert.Throws<InvalidDataException>(() =>
        {
            using var stream = decoder.Open(new MemoryStream(range), chunk);
            stream.CopyTo(Stream.Null);
        });
        Assert.StartsWith("chunk", streamed.Message, StringComparison.Ordinal);
        Assert.Contains(reason, streamed.Message, StringComparison.Ordinal);
    }

    private static byte[] Pack(LayerCompression compression, ReadOnlySpan<byte> content)
    {
        if (compression == LayerCompression.Zstd)
        {
            using var compressor = new Compressor();
            return compressor.Wrap(content).ToArray();
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
