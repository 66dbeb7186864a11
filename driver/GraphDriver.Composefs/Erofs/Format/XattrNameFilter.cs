namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>The Bloom filter over the names of an inode's attributes, by which the kernel tells at once that one is not there.</summary>
internal static class XattrNameFilter
{
    private const uint Seed = 0x25BBE08F;
    private const uint Bits = 32;

    /// <summary>The bit of one name, which a filter has cleared where the name is there.</summary>
    public static uint BitOf(byte prefixIndex, ReadOnlySpan<byte> rest) => 1u << (int)(XxHash32.Hash(rest, Seed + prefixIndex) & (Bits - 1));
}
