using System.Diagnostics;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.Encoders;

public sealed class LayerEncoderTests
{
    public static TheoryData<LayerFormat> Formats => new(Enum.GetValues<LayerFormat>());

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_tar_comes_back_byte_for_byte(LayerFormat format)
    {
        foreach (byte[] tar in (byte[][])[SampleTar.Bytes, SampleTar.Zeros(1024), SampleTar.Zeros(10_240), new TarBuilder().File("a", "a").ToArray()])
        {
            var encoded = Encoded.From(tar, format);
            Assert.Equal(tar, encoded.Decode());
            Assert.Equal(format, encoded.Layer.Format);
            Assert.Null(encoded.Layer.Obstacle);
        }
    }

    [Theory]
    [InlineData(LayerFormat.Plain, MediaType.OciLayer, LayerCompression.None)]
    [InlineData(LayerFormat.Gzip, MediaType.OciLayerGzip, LayerCompression.Gzip)]
    [InlineData(LayerFormat.Zstd, MediaType.OciLayerZstd, LayerCompression.Zstd)]
    [InlineData(LayerFormat.ZstdChunked, MediaType.OciLayerZstd, LayerCompression.Zstd)]
    public void The_blob_is_what_its_media_type_says_even_of_nothing(LayerFormat format, string mediaType, LayerCompression compression)
    {
        foreach (byte[] tar in (byte[][])[SampleTar.Bytes, []])
        {
            var encoded = Encoded.From(tar, format);
            Assert.Equal(mediaType, encoded.Layer.MediaType);
            using Stream decoded = LayerDecompressor.Open(new MemoryStream(encoded.Blob), out LayerCompression found);
            Assert.Equal(compression, found);
            Assert.Equal(tar, encoded.Decode());
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_bytes_depend_on_nothing_but_the_tar(LayerFormat format)
    {
        byte[] expected = Encoded.From(SampleTar.Bytes, format, workers: 1).Blob;
        Assert.Equal(expected, Encoded.From(SampleTar.Bytes, format, workers: 4).Blob);
        Assert.Equal(expected, Encoded.From(SampleTar.Bytes, format, workers: 7, piece: 100_003).Blob);
        Assert.Equal(expected, Encoded.From(SampleTar.Bytes, format, workers: 2, piece: 509).Blob);
    }

    [Theory]
    [InlineData(LayerFormat.Gzip, "gzip")]
    [InlineData(LayerFormat.Zstd, "zstd")]
    [InlineData(LayerFormat.ZstdChunked, "zstd")]
    public void The_tools_that_everybody_has_read_it(LayerFormat format, string tool)
    {
        foreach (byte[] tar in (byte[][])[SampleTar.Bytes, []])
        {
            Assert.Equal(tar, Filter(tool, "-dc", Encoded.From(tar, format).Blob));
            Filter(tool, "-t", Encoded.From(tar, format).Blob);
        }
    }

    [Theory]
    [InlineData(LayerFormat.Gzip, 1, 9)]
    [InlineData(LayerFormat.Zstd, -7, 20)]
    [InlineData(LayerFormat.ZstdChunked, -7, 20)]
    public void Levels_are_the_formats_own(LayerFormat format, int lowest, int highest)
    {
        byte[] tar = new TarBuilder().File("text", string.Concat(Enumerable.Range(0, 60_000).Select(i => $"word{i * 7919L * i % 499} "))).End().ToArray();
        var (fast, small) = (Encoded.From(tar, format, level: lowest), Encoded.From(tar, format, level: highest));
        Assert.True(small.Layer.Size < fast.Layer.Size, $"{small.Layer.Size} < {fast.Layer.Size}");
        Assert.Equal(tar, small.Decode());
        Assert.Equal(tar, fast.Decode());
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerEncoder.Create(format, new() { Level = lowest - 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerEncoder.Create(format, new() { Level = highest + 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerEncoder.Create(format, new() { Workers = 0 }));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_tar_that_cannot_be_read_or_a_blob_that_cannot_be_written_ends_it(LayerFormat format)
    {
        var encoder = LayerEncoder.Create(format);
        var failure = new IOException("the disk is gone");
        Assert.Same(failure, Assert.Throws<IOException>(() => encoder.Encode(new TrickleStream(SampleTar.Bytes, 70_000, failure), Stream.Null)));
        Assert.Throws<NotSupportedException>(() => encoder.Encode(new MemoryStream(SampleTar.Bytes), new MemoryStream(new byte[200_000])));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => encoder.Encode(new MemoryStream(SampleTar.Bytes), Stream.Null, cancellation.Token));
    }

    [Fact]
    public void What_is_no_tar_is_refused_where_it_has_to_be_read()
    {
        byte[] bytes = new byte[3000];
        new Random(1).NextBytes(bytes);
        Assert.Throws<InvalidDataException>(() => LayerEncoder.Create(LayerFormat.ZstdChunked).Encode(new MemoryStream(bytes), Stream.Null));
        Assert.Equal(bytes, Encoded.From(bytes, LayerFormat.Zstd).Decode());
    }

    private static byte[] Filter(string tool, string option, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, option) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        reading.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
