using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.EStargz;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Testing.Layers;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

/// <summary>From a blob back to its tar, by its table of contents alone.</summary>
public sealed class ChunkedLayerTests
{
    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000)]
    [InlineData(int.MaxValue)]
    public void A_zstd_chunked_layer_comes_back_byte_for_byte(int chunkSize)
    {
        var layer = new ChunkedLayer { ChunkSize = chunkSize }.Build(SampleTar.Bytes);
        var annotations = ChunkedAnnotations.Read(Describe(layer))!;
        var table = TableOfContents.ReadZstdChunked(Open(layer, annotations.Toc, annotations.TocDigest), annotations.ContentEnd);
        using var decoder = new ChunkDecoder(table.Compression);
        using var tar = new TarSplitReader(
            Open(layer, annotations.TarSplit!.Value, table.TarSplitDigest), name => new MemoryStream(Content(layer, table.Find(name.Span)!, decoder)));
        using var copy = new MemoryStream();
        tar.CopyTo(copy);
        Assert.Equal(SampleTar.Bytes, copy.ToArray());
        Assert.True(ChunkedFooter.TryParse(layer.Blob.AsSpan(^ChunkedFooter.Size..), out var footer));
        Assert.Equal((annotations.Toc, annotations.TarSplit), (footer.Toc, footer.TarSplit));
    }

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(1_000, false)]
    [InlineData(int.MaxValue, false)]
    public void The_files_of_an_eStargz_layer_come_back(int chunkSize, bool old)
    {
        var layer = new EStargzLayer { ChunkSize = chunkSize, WithOldFooter = old }.Build(SampleTar.Bytes);
        var table = ReadEStargz(layer);
        using var decoder = new ChunkDecoder(table.Compression);
        Assert.Equal(
            ["usr/", "usr/a", "usr/empty", "usr/large", "usr/again", "usr/link", "usr/null", "usr/fifo", "usr/sparse", "usr/.wh.gone", "var/"],
            table.Files.Select(file => Encoding.UTF8.GetString(file.Name.Span)));
        Assert.Equal("hello"u8.ToArray(), Content(layer, table.Find("usr/a"u8)!, decoder));
        Assert.Equal(SampleTar.Large, Content(layer, table.Find("usr/large"u8)!, decoder));
        Assert.Equal(SampleTar.Sparse, Content(layer, table.Find("usr/sparse"u8)!, decoder));
        Assert.True(table.TarSplitDigest.IsEmpty);
    }

    [Fact]
    public void What_eStargz_adds_to_a_layer_is_of_the_layer()
    {
        var layer = new EStargzLayer
        {
            EditToc = toc => toc["entries"]!.AsArray().Add(new JsonObject { ["type"] = "reg", ["name"] = ".no.prefetch.landmark" }),
        }.Build(SampleTar.Bytes);
        Assert.NotNull(ReadEStargz(layer).Find(".no.prefetch.landmark"u8));
        var footer = EStargzFooter.Parse(layer.Blob.AsSpan(^EStargzFooter.Size..), layer.Blob.Length);
        var toc = EStargzToc.Unpack(layer.Blob.AsMemory((int)footer.TocOffset, (int)footer.TocLength), EStargzFooter.FindDigest(Describe(layer))!.Value);
        Assert.Equal(("stargz.index.json", (long)toc.Json.Length), (Encoding.UTF8.GetString(toc.Entry.Name.Span), toc.Entry.Size));
    }

    [Fact]
    public void A_layer_is_of_one_format_at_most()
    {
        var plain = Describe(new TestLayer([1], MediaType.OciLayerGzip));
        Assert.Null(ChunkedAnnotations.Read(plain));
        Assert.Null(EStargzFooter.FindDigest(plain));
        var both = Describe(new ChunkedLayer { EditAnnotations = all => all[EStargzFooter.DigestAnnotation] = $"sha256:{new string('1', 64)}" }.Build(SampleTar.Bytes));
        Assert.Throws<InvalidDataException>(() => ChunkedAnnotations.Read(both));
    }

    internal static Descriptor Describe(TestLayer layer) =>
        new() { MediaType = layer.MediaType, Digest = Digest.Sha256Of(layer.Blob), Size = layer.Blob.Length, Annotations = layer.Annotations };

    internal static TableOfContents ReadEStargz(TestLayer layer)
    {
        var footer = EStargzFooter.Parse(layer.Blob.AsSpan(^EStargzFooter.Size..), layer.Blob.Length);
        var toc = EStargzToc.Unpack(layer.Blob.AsMemory((int)footer.TocOffset, (int)footer.TocLength), EStargzFooter.FindDigest(Describe(layer))!.Value);
        return TableOfContents.ReadEStargz(toc.OpenJson(), footer.TocOffset);
    }

    internal static Stream Open(TestLayer layer, CompressedSection section, Digest digest) =>
        section.Open(layer.Blob.AsMemory((int)section.Offset, (int)section.Length), digest, "section");

    private static byte[] Content(TestLayer layer, TocFile file, ChunkDecoder decoder)
    {
        using var content = new MemoryStream();
        foreach (var chunk in file.Chunks)
        {
            Assert.Equal(content.Position, chunk.ContentOffset);
            var range = layer.Blob.AsMemory((int)chunk.Offset, (int)(chunk.EndOffset - chunk.Offset));
            var bytes = new byte[chunk.Size];
            decoder.Decode(range, chunk, bytes);
            using var stream = decoder.Open(new MemoryStream(range.ToArray()), chunk);
            var again = new MemoryStream();
            stream.CopyTo(again);
            Assert.Equal(bytes, again.ToArray());
            content.Write(bytes);
        }

        Assert.Equal(file.Digest, Digest.Sha256Of(content.ToArray()));
        return content.ToArray();
    }
}
