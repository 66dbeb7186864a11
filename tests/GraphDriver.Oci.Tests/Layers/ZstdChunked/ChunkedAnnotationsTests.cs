using GraphDriver.Oci.Layers.EStargz;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Testing.Layers;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

/// <summary>What of a blob and its descriptor says where the table of contents is.</summary>
public sealed class ChunkedAnnotationsTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("100:50:200:1", "158:20:30", 100)]
    [InlineData("100:50:200:1", null, 100)]
    [InlineData("900:99:536870912:1", "10:20:1073741824", 10)]
    public void Positions_are_read(string toc, string? tarSplit, long contentEnd)
    {
        var annotations = ChunkedAnnotations.Read(Layer(toc, tarSplit))!;
        Assert.Equal(contentEnd, annotations.ContentEnd);
        Assert.Equal($"sha256:{Hex}", annotations.TocDigest.ToString());
        Assert.Equal(tarSplit is null, annotations.TarSplit is null);
    }

    [Theory]
    [InlineData(null, null, "manifest-position is missing")]
    [InlineData("", null, "manifest-position is ''")]
    [InlineData("100:50:200", null, "not 4 numbers")]
    [InlineData("100:50:200:2", null, "of which the last is 1")]
    [InlineData("100:50:200:1:1", null, "not 4 numbers")]
    [InlineData("-100:50:200:1", null, "not 4 numbers")]
    [InlineData("100: 50:200:1", null, "not 4 numbers")]
    [InlineData("99999999999999999999:50:200:1", null, "not 4 numbers")]
    [InlineData("0:50:200:1", null, "outside of the blob")]
    [InlineData("100:0:200:1", null, "outside of the blob")]
    [InlineData("100:901:200:1", null, "outside of the blob")]
    [InlineData("1001:1:200:1", null, "outside of the blob")]
    [InlineData("9223372036854775807:1:200:1", null, "outside of the blob")]
    [InlineData("100:9223372036854775807:200:1", null, "goes beyond the bound")]
    [InlineData("100:50:1073741824:1", null, "goes beyond the bound of 134217728 bytes compressed, 536870912 uncompressed")]
    [InlineData("100:134217729:100:1", null, "goes beyond the bound")]
    [InlineData("100:50:200:1", "158:20:1073741825", "tarsplit-position, '158:20:1073741825', goes beyond")]
    [InlineData("100:50:200:1", "158:20", "not 3 numbers")]
    [InlineData("100:50:200:1", "990:20:30", "outside of the blob")]
    public void Positions_that_cannot_be_are_refused(string? toc, string? tarSplit, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => ChunkedAnnotations.Read(Layer(toc, tarSplit)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_that_is_none_is_refused()
    {
        var layer = Layer("100:50:200:1", null);
        Assert.Throws<InvalidDataException>(() => ChunkedAnnotations.Read(
            layer with { Annotations = new Dictionary<string, string>(layer.Annotations) { [ChunkedAnnotations.TocDigestKey] = "sha256:1" } }));
        Assert.Throws<InvalidDataException>(() => EStargzFooter.FindDigest(
            layer with { Annotations = new Dictionary<string, string> { [EStargzFooter.DigestAnnotation] = "sha256:1" } }));
    }

    [Fact]
    public void A_section_is_proven_and_bounded()
    {
        var layer = new ChunkedLayer().Build(SampleTar.Bytes);
        var annotations = ChunkedAnnotations.Read(ChunkedLayerTests.Describe(layer))!;
        var toc = annotations.Toc;
        var bytes = layer.Blob.AsMemory((int)toc.Offset, (int)toc.Length);
        Assert.Equal(toc.UncompressedLength, Length(toc.Open(bytes, annotations.TocDigest, "table of contents")));
        Assert.Throws<InvalidDataException>(() => Length((toc with { UncompressedLength = toc.UncompressedLength - 1 }).Open(bytes, annotations.TocDigest, "table of contents")));
        Assert.Throws<InvalidDataException>(() => Length((toc with { UncompressedLength = toc.UncompressedLength + 1 }).Open(bytes, annotations.TocDigest, "table of contents")));
        Assert.Throws<InvalidDataException>(() => toc.Open(bytes[1..], annotations.TocDigest, "table of contents"));
        var error = Assert.Throws<InvalidDataException>(() => toc.Open(bytes, Digest.Sha256Of([]), "table of contents"));
        Assert.StartsWith("table of contents: it has ", error.Message, StringComparison.Ordinal);
        byte[] plain = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Throws<InvalidDataException>(() => new CompressedSection(1, 8, 8).Open(plain, Digest.Sha256Of(plain), "tar-split"));
        byte[] corrupt = [0x28, 0xB5, 0x2F, 0xFD, 5, 6, 7, 8];
        Assert.Throws<InvalidDataException>(() => Length(new CompressedSection(1, 8, 8).Open(corrupt, Digest.Sha256Of(corrupt), "tar-split")));
    }

    [Fact]
    public void The_footer_of_zstd_chunked_is_found()
    {
        var footer = new byte[ChunkedFooter.Size];
        var expected = new ChunkedFooter(new(100, 50, 200), new(158, 20, 30));
        expected.WriteTo(footer);
        Assert.True(ChunkedFooter.TryParse(footer, out var parsed));
        Assert.Equal(expected, parsed);
        foreach (var position in new[] { 0, 4, 32, 71 })
        {
            var other = (byte[])footer.Clone();
            other[position]++;
            Assert.False(ChunkedFooter.TryParse(other, out _));
        }

        Assert.False(ChunkedFooter.TryParse(footer.AsSpan(1), out _));
    }

    [Fact]
    public void The_footer_of_eStargz_is_found()
    {
        var layer = new EStargzLayer().Build(SampleTar.Bytes);
        var end = layer.Blob[^EStargzFooter.Size..];
        var footer = EStargzFooter.Parse(end, layer.Blob.Length);
        Assert.Equal(layer.Blob.Length - EStargzFooter.Size, footer.TocOffset + footer.TocLength);
        for (var position = 0; position < end.Length; position++)
        {
            var other = (byte[])end.Clone();
            other[position] = (byte)'~';
            if (position is (>= 0 and < 4) or (>= 10 and < 51))
            {
                Assert.Throws<InvalidDataException>(() => EStargzFooter.Parse(other, layer.Blob.Length));
            }
        }

        Assert.Throws<InvalidDataException>(() => EStargzFooter.Parse(end, footer.TocOffset));
        Assert.Throws<InvalidDataException>(() => EStargzFooter.Parse(end, layer.Blob.Length, new TocLimits { MaxCompressedSize = footer.TocLength - 1 }));
        Assert.Throws<InvalidDataException>(() => EStargzFooter.Parse([], 0));
        byte[] external = [0, 0, 0, 0, 0, 0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 21, 0, (byte)'S', (byte)'G', 17, 0, .. "STARGZEXTERNALTOC"u8, 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Contains("in another image", Assert.Throws<InvalidDataException>(() => EStargzFooter.Parse(external, 1000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_eStargz_is_proven_and_bounded()
    {
        var layer = new EStargzLayer().Build(SampleTar.Bytes);
        var footer = EStargzFooter.Parse(layer.Blob.AsSpan(^EStargzFooter.Size..), layer.Blob.Length);
        var section = layer.Blob.AsMemory((int)footer.TocOffset, (int)footer.TocLength);
        var digest = EStargzFooter.FindDigest(ChunkedLayerTests.Describe(layer))!.Value;
        Assert.Equal(digest, Digest.Sha256Of(EStargzToc.Unpack(section, digest).Json.Span));
        Assert.Throws<InvalidDataException>(() => EStargzToc.Unpack(section, Digest.Sha256Of([])));
        Assert.Throws<InvalidDataException>(() => EStargzToc.Unpack(section, digest, new TocLimits { MaxTocSize = 100 }));
        Assert.Throws<InvalidDataException>(() => EStargzToc.Unpack(section[..^100], digest));
        Assert.Throws<InvalidDataException>(() => EStargzToc.Unpack(section[1..], digest));
        Assert.Throws<InvalidDataException>(() => EStargzToc.Unpack(layer.Blob.AsMemory(0, (int)footer.TocOffset), digest));
        Assert.Throws<InvalidDataException>(() => EStargzToc.Unpack(default, digest));
    }

    private static long Length(Stream stream)
    {
        using (stream)
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.Length;
        }
    }

    private static Descriptor Layer(string? toc, string? tarSplit)
    {
        var annotations = new Dictionary<string, string> { [ChunkedAnnotations.TocDigestKey] = $"sha256:{Hex}" };
        if (toc is not null)
        {
            annotations[ChunkedAnnotations.TocPositionKey] = toc;
        }

        if (tarSplit is not null)
        {
            annotations[ChunkedAnnotations.TarSplitPositionKey] = tarSplit;
        }

        return new Descriptor { MediaType = MediaType.OciLayerZstd, Digest = Digest.Sha256Of([]), Size = toc?.Contains("134217729", StringComparison.Ordinal) == true ? 1 << 30 : 1000, Annotations = annotations };
    }
}
