using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Tests.Verity;

public class VerityHasherTests
{
    private static readonly byte[] Pattern = [.. Enumerable.Range(0, 65536).Select(i => (byte)((((long)i * i) >> 8) ^ (i * 7L)))];

    public static TheoryData<long, string, int, string, string> Vectors()
    {
        var data = new TheoryData<long, string, int, string, string>();
        foreach (var row in TestData.Table("verity.tsv"))
        {
            data.Add(long.Parse(row[0]), row[1], int.Parse(row[2]), row[3] == "-" ? "" : row[3], row[4]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Digest_equals_that_of_fsverity_utils(long size, string algorithm, int blockSize, string salt, string digest)
    {
        var hash = algorithm == "sha512" ? VerityAlgorithm.Sha512 : VerityAlgorithm.Sha256;
        using var hasher = new VerityHasher(new VerityParameters(hash, blockSize, Convert.FromHexString(salt)));
        AppendPattern(hasher, size);

        var actual = hasher.Finish();

        Assert.Equal(digest, actual.ToString());
        Assert.Equal(VerityDigest.Parse(digest), actual);
        Assert.Equal(hash, actual.Algorithm);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(10_000)]
    public void Digest_does_not_depend_on_how_the_content_is_cut(int chunk)
    {
        var content = new byte[600_001];
        new Random(1).NextBytes(content);
        var expected = VerityHasher.Compute(content);
        using var hasher = new VerityHasher();
        for (var i = 0; i < content.Length; i += chunk)
        {
            hasher.Append(content.AsSpan(i, Math.Min(chunk, content.Length - i)));
        }

        Assert.Equal(expected, hasher.Finish());
    }

    [Fact]
    public void Hasher_is_as_new_after_finish_and_reset()
    {
        using var hasher = new VerityHasher();
        var empty = hasher.Finish();
        AppendPattern(hasher, 1_000_000);
        hasher.Finish();
        Assert.Equal(empty, hasher.Finish());
        AppendPattern(hasher, 777);
        hasher.Reset();
        Assert.Equal(empty, hasher.Finish());
    }

    [Fact]
    public void Parameters_that_the_kernel_refuses_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new VerityParameters(blockSize: 512));
        Assert.Throws<ArgumentException>(() => new VerityParameters(blockSize: 5000));
        Assert.Throws<ArgumentException>(() => new VerityParameters((VerityAlgorithm)3));
        Assert.Throws<ArgumentException>(() => new VerityParameters(salt: new byte[33]));
    }

    [Fact]
    public void Parameters_are_read_from_a_descriptor()
    {
        var descriptor = new byte[256];
        VerityDescriptor.Write(descriptor, new VerityParameters(VerityAlgorithm.Sha512, 65536, [1, 2, 3]), 5, new byte[64]);
        var parameters = VerityParameters.FromDescriptor(descriptor);
        Assert.Equal((VerityAlgorithm.Sha512, 65536), (parameters.Algorithm, parameters.BlockSize));
        Assert.Equal([1, 2, 3], parameters.Salt.ToArray());
        foreach (var (offset, value) in (ReadOnlySpan<(int, byte)>)[(0, 2), (1, 3), (2, 9), (2, 255), (3, 33)])
        {
            var broken = (byte[])descriptor.Clone();
            broken[offset] = value;
            Assert.Throws<InvalidDataException>(() => VerityParameters.FromDescriptor(broken));
        }

        Assert.Throws<InvalidDataException>(() => VerityParameters.FromDescriptor(descriptor.AsSpan(0, 255)));
    }

    private static void AppendPattern(VerityHasher hasher, long size)
    {
        for (; size > 0; size -= Pattern.Length)
        {
            hasher.Append(Pattern.AsSpan(0, (int)Math.Min(size, Pattern.Length)));
        }
    }
}
