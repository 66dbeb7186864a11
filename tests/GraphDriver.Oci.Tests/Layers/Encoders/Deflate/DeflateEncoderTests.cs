using System.IO.Compression;
using System.Text;
using GraphDriver.Oci.Layers.Encoders.Deflate;

namespace GraphDriver.Oci.Tests.Layers.Encoders.Deflate;

public sealed class DeflateEncoderTests
{
    private readonly DeflateEncoder _encoder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(1_048_576)]
    public void Bytes_of_any_number_come_back(int size)
    {
        AssertComesBack(new byte[size]);
        AssertComesBack(Noise(size, 1));
        AssertComesBack(Text(size));
    }

    [Fact]
    public void What_cannot_be_compressed_takes_little_more()
    {
        byte[] noise = Noise(1 << 20, 2);
        Assert.InRange(AssertComesBack(noise), noise.Length, noise.Length + 200);
    }

    [Fact]
    public void What_was_there_before_takes_little()
    {
        Assert.InRange(AssertComesBack(new byte[1 << 20]), 1, 2000);
        byte[] once = Noise(30_000, 3);
        Assert.InRange(AssertComesBack([.. once, .. once]), once.Length, once.Length + 700);
    }

    [Theory]
    [InlineData(32_767, true)]
    [InlineData(32_768, true)]
    [InlineData(32_769, false)]
    [InlineData(65_536, false)]
    [InlineData(98_304, false)]
    public void Matches_reach_as_far_back_as_deflate_can_say(int distance, bool isFound)
    {
        byte[] bytes = new byte[distance + 1000];
        Noise(200, 4).CopyTo(bytes, 0);
        Noise(200, 5).CopyTo(bytes, distance);
        int others = AssertComesBack(bytes);
        Noise(200, 4).CopyTo(bytes, distance);
        Assert.Equal(isFound, AssertComesBack(bytes) < others - 150);
    }

    [Fact]
    public void Symbols_of_very_different_numbers_come_back()
    {
        // Fibonacci's numbers make the deepest tree: codes would be longer than deflate has.
        var bytes = new List<byte>();
        for ((int symbol, int count, int next) = (0, 1, 1); bytes.Count + count < 120_000; (symbol, count, next) = (symbol + 1, next, count + next))
        {
            bytes.AddRange(Enumerable.Repeat((byte)symbol, count));
        }

        byte[] mixed = [.. bytes];
        new Random(5).Shuffle(mixed);
        AssertComesBack(mixed);
    }

    [Fact]
    public void Pieces_of_all_kinds_come_back_and_compress_the_same_again()
    {
        var random = new Random(6);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = Pieces(random, random.Next(1, 200_000));
            int size = AssertComesBack(bytes);
            Assert.Equal(size, AssertComesBack(bytes));
        }
    }

    [Fact]
    public void Too_little_room_is_refused() =>
        Assert.Throws<ArgumentException>(() => _encoder.Compress(new byte[1000], new byte[DeflateEncoder.MaxCompressedSize(1000) - 1]));

    /// <summary>Runs of one byte, noise of few or all bytes, and what was there before, near and far.</summary>
    private static byte[] Pieces(Random random, int size)
    {
        byte[] bytes = new byte[size];
        for (int done = 0; done < size;)
        {
            Span<byte> piece = bytes.AsSpan(done, Math.Min(size - done, 1 << random.Next(14)));
            switch (random.Next(4))
            {
                case 0:
                    piece.Fill((byte)random.Next(256));
                    break;
                case 1:
                    random.NextBytes(piece);
                    break;
                case 2:
                    random.GetItems("abcdefgh"u8, piece);
                    break;
                default:
                    int from = random.Next(done + 1);
                    for (int i = 0; i < piece.Length && from < done; i++)
                    {
                        piece[i] = bytes[from + i];
                    }

                    break;
            }

            done += piece.Length;
        }

        return bytes;
    }

    private static byte[] Noise(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Text(int size)
    {
        var text = new StringBuilder();
        for (int i = 0; text.Length < size; i++)
        {
            text.Append("line ").Append(i * 7919 % 1000).Append(" of a text\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }

    /// <summary>Compresses, has .NET's own decoder decompress, compares, and returns how large it was.</summary>
    private int AssertComesBack(byte[] bytes)
    {
        byte[] output = new byte[DeflateEncoder.MaxCompressedSize(bytes.Length)];
        int size = _encoder.Compress(bytes, output);
        Assert.Equal([0, 0, 0xFF, 0xFF], output[(size - 4)..size]);

        // An empty last block.
        byte[] stream = [.. output[..size], 0b011, 0];
        using var inflated = new DeflateStream(new MemoryStream(stream), CompressionMode.Decompress);
        byte[] back = new byte[bytes.Length];
        inflated.ReadExactly(back);
        Assert.Equal(-1, inflated.ReadByte());
        Assert.True(back.AsSpan().SequenceEqual(bytes), "other bytes came back");
        return size;
    }
}
