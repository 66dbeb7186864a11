using GraphDriver.Quotas;

namespace GraphDriver.Tests.Quotas;

public sealed class LayerQuotaTests
{
    [Theory]
    [InlineData("size=10G", 10L << 30, 7)]
    [InlineData("SIZE=512", 512, 7)]
    [InlineData("size=1.5m", 3L << 19, 7)]
    [InlineData("size=0", 0, 7)]
    [InlineData("inodes=1000", 5, 1000)]
    [InlineData("inodes=0", 5, 0)]
    public void One_option_sets_one_limit(string option, long size, long inodes) =>
        Assert.Equal(new LayerQuota(size, inodes), new LayerQuota(5, 7).With(option));

    [Theory]
    [InlineData("size", "--storage-opt size: give size=BYTES")]
    [InlineData("=5", "--storage-opt =5: give size=BYTES")]
    [InlineData("quota=5", "--storage-opt quota=5: give size=BYTES")]
    [InlineData("size=much", "--storage-opt size must be a size")]
    [InlineData("size=-1", "--storage-opt size must be a size")]
    [InlineData("inodes=1k", "--storage-opt inodes must be a whole number")]
    [InlineData("inodes=-1", "--storage-opt inodes must be a whole number")]
    public void Another_option_is_refused_and_named(string option, string words) =>
        Assert.StartsWith(words, Assert.Throws<InvalidDataException>(() => default(LayerQuota).With(option)).Message, StringComparison.Ordinal);
}
