using System.IO.Compression;
using System.Text;
using GraphDriver.Oci.Layers;
using SharpCompress.Compressors.BZip2;
using ZstdSharp;

namespace GraphDriver.Oci.Tests.Layers;

public sealed class LayerDecompressorTests
{
    private static readonly byte[] XzHello = Convert.FromHexString(XzVectors.Hello);
    private static readonly byte[] HelloBytes = Encoding.ASCII.GetBytes("hello layer");

    public static TheoryData<LayerCompression> Compressed => [LayerCompression.Gzip, LayerCompression.Zstd, LayerCompression.Bzip2, LayerCompression.Xz];

    [Theory]
    [MemberData(nameof(Compressed))]
    [InlineData(LayerCompression.None)]
    public void Compression_is_found_by_content(LayerCompression compression)
    {
        using Stream stream = LayerDecompressor.Open(new MemoryStream(Compress(compression)), out LayerCompression found);
        Assert.Equal(compression, found);
        Assert.Equal(HelloBytes, ReadAll(stream));
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Concatenated_streams_are_one(LayerCompression compression)
    {
        byte[] one = Compress(compression);
        foreach (int piece in new[] { 1, 3, one.Length, 1 << 20 })
        {
            Assert.Equal([.. HelloBytes, .. HelloBytes, .. HelloBytes], Decompress([.. one, .. one, .. one], piece));
        }
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Truncation_at_any_byte_is_an_error(LayerCompression compression)
    {
        byte[] blob = Compress(compression);
        for (int length = 12; length < blob.Length; length++)
        {
            var error = Assert.Throws<InvalidDataException>(() => Decompress(blob[..length], 1 << 20));
            Assert.Contains(compression.ToString(), error.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Truncation_of_a_second_stream_is_an_error(LayerCompression compression)
    {
        byte[] one = Compress(compression);
        for (int length = 1; length < one.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Decompress([.. one, .. one[..length]], 7));
        }
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Bytes_after_the_stream_are_an_error(LayerCompression compression)
    {
        byte[] blob = Compress(compression);
        foreach (byte[] tail in new byte[][] { [0], [0xFF], new byte[511], [0x1F, 0], "garbage"u8.ToArray() })
        {
            Assert.Throws<InvalidDataException>(() => Decompress([.. blob, .. tail], 1 << 20));
            Assert.Throws<InvalidDataException>(() => Decompress([.. blob, .. tail], 1));
        }
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Any_flipped_bit_is_an_error_or_harmless(LayerCompression compression)
    {
        byte[] blob = Compress(compression);
        for (int bit = 80; bit < blob.Length * 8; bit++)
        {
            byte[] bad = [.. blob];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(HelloBytes, Decompress(bad, 1 << 20));
            }
            catch (InvalidDataException)
            {
                // What is left has to be this and nothing else.
            }
        }
    }

    [Fact]
    public void Gzip_members_may_end_at_any_read()
    {
        byte[] content = new byte[100_000];
        new Random(1).NextBytes(content);
        byte[] one = Gzip(content);
        for (int piece = 8180; piece < 8200; piece++)
        {
            Assert.Equal([.. content, .. content], Decompress([.. one, .. one], piece));
            Assert.Throws<InvalidDataException>(() => Decompress([.. one, .. one[..^1]], piece));
            Assert.Throws<InvalidDataException>(() => Decompress([.. one, 0], piece));
        }
    }

    [Fact]
    public void Zstd_skippable_frames_are_skipped()
    {
        byte[] skippable = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] frame = Compress(LayerCompression.Zstd);
        Assert.Equal([.. HelloBytes, .. HelloBytes], Decompress([.. skippable, .. frame, .. skippable, .. frame, .. skippable], 5));
    }

    [Fact]
    public void Zstd_windows_over_the_bound_are_refused()
    {
        // A frame header that asks for a window of 256 MiB, then one raw block.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 18 << 3, 0x09, 0, 0, (byte)'x'];
        Assert.Contains("zstd", Assert.Throws<InvalidDataException>(() => Decompress(frame, 100)).Message, StringComparison.Ordinal);
        frame[5] = 17 << 3;
        Assert.Equal("x"u8.ToArray(), Decompress(frame, 100));
    }

    [Fact]
    public void Xz_streams_may_be_padded()
    {
        Assert.Equal([.. HelloBytes, .. HelloBytes], Decompress([.. XzHello, 0, 0, 0, 0, .. XzHello, 0, 0, 0, 0, 0, 0, 0, 0], 9));
    }

    [Theory]
    [InlineData(XzVectors.Crc32)]
    [InlineData(XzVectors.Sha256)]
    [InlineData(XzVectors.NoCheck)]
    [InlineData(XzVectors.Blocks)]
    public void Xz_of_every_kind_is_read_and_no_cut_or_wrong_byte_is_taken(string vector)
    {
        byte[] blob = Convert.FromHexString(vector);
        Assert.Equal(HelloBytes, Decompress(blob, 3));
        for (int i = 12; i < blob.Length; i++)
        {
            Assert.Contains("xz", Assert.Throws<InvalidDataException>(() => Decompress(blob[..i], 100)).Message, StringComparison.Ordinal);
            byte[] bad = [.. blob];
            bad[i] ^= 0x10;
            if (vector != XzVectors.NoCheck)
            {
                Assert.Throws<InvalidDataException>(() => Decompress(bad, 100));
            }
        }
    }

    [Fact]
    public void Xz_of_nothing_is_nothing()
    {
        Assert.Empty(Decompress(Convert.FromHexString(XzVectors.Empty), 100));
    }

    [Theory]
    [InlineData(XzVectors.HugeDictionary, "dictionary of 268435456 bytes")]
    [InlineData(XzVectors.X86Filter, "another filter than LZMA2")]
    public void Xz_beyond_our_means_is_refused(string vector, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Decompress(Convert.FromHexString(vector), 100));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_of_the_blob_passes_unchanged()
    {
        foreach (LayerCompression compression in Enum.GetValues<LayerCompression>())
        {
            byte[] blob = Compress(compression);
            using var lost = new TrickleStream(blob[..^2], 1 << 20, new EndOfStreamException("connection lost"));
            var error = Assert.Throws<EndOfStreamException>(() => ReadAll(LayerDecompressor.Open(lost, out _)));
            Assert.Equal("connection lost", error.Message);
        }
    }

    [Fact]
    public void Reads_fill_large_spans()
    {
        byte[] content = new byte[1 << 20];
        new Random(2).NextBytes(content);
        using Stream stream = LayerDecompressor.Open(new MemoryStream(Gzip(content)), out _);
        byte[] buffer = new byte[700_000];
        Assert.Equal(buffer.Length, stream.Read(buffer));
        Assert.Equal(content.Length - buffer.Length, stream.Read(buffer));
        Assert.Equal(0, stream.Read(buffer));
    }

    [Fact]
    public void A_tar_whose_first_name_looks_like_bzip2_is_a_tar()
    {
        using Stream stream = LayerDecompressor.Open(new MemoryStream("BZh9 is a file"u8.ToArray()), out LayerCompression compression);
        Assert.Equal(LayerCompression.None, compression);
    }

    private static byte[] Decompress(byte[] blob, int piece)
    {
        using Stream stream = LayerDecompressor.Open(new TrickleStream(blob, piece), out _);
        return ReadAll(stream);
    }

    private static byte[] ReadAll(Stream stream)
    {
        var result = new MemoryStream();
        stream.CopyTo(result);
        return result.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        var blob = new MemoryStream();
        using (var gzip = new GZipStream(blob, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return blob.ToArray();
    }

    private static byte[] Compress(LayerCompression compression) => compression switch
    {
        LayerCompression.Gzip => Gzip(HelloBytes),
        LayerCompression.Zstd => Zstd(),
        LayerCompression.Bzip2 => Bzip2(),
        LayerCompression.Xz => XzHello,
        _ => HelloBytes,
    };

    private static byte[] Zstd()
    {
        var blob = new MemoryStream();
        using (var zstd = new CompressionStream(blob, 3, leaveOpen: true))
        {
            zstd.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            zstd.Write(HelloBytes);
        }

        return blob.ToArray();
    }

    private static byte[] Bzip2()
    {
        var blob = new MemoryStream();
        using (var bzip2 = BZip2Stream.Create(blob, SharpCompress.Compressors.CompressionMode.Compress, decompressConcatenated: false, leaveOpen: true))
        {
            bzip2.Write(HelloBytes);
        }

        return blob.ToArray();
    }
}
