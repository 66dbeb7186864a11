using GraphDriver.Oci.Layers.Encoders.Deflate;

namespace GraphDriver.Oci.Tests.Layers.Encoders.Deflate;

public sealed class HuffmanLengthsTests
{
    [Fact]
    public void Codes_are_whole_and_none_is_better()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            int[] counts = new int[random.Next(2, 287)];
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] = random.Next(3) == 0 ? 0 : random.Next(20, 1000);
            }

            counts[0] = counts[^1] = 500;
            byte[] lengths = Find(counts, 15);
            Assert.Equal(LeastBits(counts), counts.Zip(lengths, (count, length) => (long)count * length).Sum());
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(7)]
    [InlineData(5)]
    public void No_code_is_longer_than_the_limit(int limit)
    {
        int[] counts = new int[19];
        (int count, int next) = (1, 1);
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = count;
            (count, next) = (next, count + next);
        }

        byte[] lengths = Find(counts, limit);
        Assert.Equal(limit, lengths.Max());

        // The more often a symbol is there, the shorter is its code.
        Assert.Equal(lengths.OrderDescending(), lengths);
    }

    [Theory]
    [InlineData(new[] { 0, 0, 0 }, new byte[] { 1, 1, 0 })]
    [InlineData(new[] { 0, 0, 9 }, new byte[] { 1, 0, 1 })]
    [InlineData(new[] { 9, 0, 0 }, new byte[] { 1, 1, 0 })]
    [InlineData(new[] { 3, 0, 9 }, new byte[] { 1, 0, 1 })]
    public void Two_symbols_at_least_have_a_code(int[] counts, byte[] expected) => Assert.Equal(expected, Find(counts, 15));

    private static byte[] Find(int[] counts, int limit)
    {
        byte[] lengths = new byte[counts.Length];
        HuffmanLengths.Find(counts, limit, lengths);
        Assert.Equal(1, lengths.Where(length => length > 0).Sum(length => Math.Pow(2, -length)));
        Assert.All(counts.Zip(lengths), pair => Assert.True(pair.First == 0 || pair.Second > 0));
        return lengths;
    }

    /// <summary>What Huffman's own algorithm comes to: the sum of all inner nodes' weights.</summary>
    private static long LeastBits(int[] counts)
    {
        var nodes = new PriorityQueue<long, long>(counts.Where(count => count > 0).Select(count => ((long)count, (long)count)));
        long bits = 0;
        while (nodes.Count > 1)
        {
            long weight = nodes.Dequeue() + nodes.Dequeue();
            bits += weight;
            nodes.Enqueue(weight, weight);
        }

        return bits;
    }
}
