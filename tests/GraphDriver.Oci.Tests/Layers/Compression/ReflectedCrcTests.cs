using System.Text;
using GraphDriver.Oci.Layers.Compression;

namespace GraphDriver.Oci.Tests.Layers.Compression;

public sealed class ReflectedCrcTests
{
    // https://reveng.sourceforge.io/crc-catalogue/: CRC-32/ISO-HDLC and CRC-64/XZ.
    [Fact]
    public void Check_values()
    {
        var crc32 = ReflectedCrc.Crc32();
        crc32.Append("123456789"u8);
        Assert.Equal(0xCBF43926UL, crc32.Value);
        var crc64 = ReflectedCrc.Crc64();
        crc64.Append("123456789"u8);
        Assert.Equal(0x995DC9BBDF1939FAUL, crc64.Value);
    }

    [Fact]
    public void Long_input_is_folded_to_the_same()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => $"{i} ")));
        for (int length = 0; length <= bytes.Length; length++)
        {
            AssertSame(ReflectedCrc.Crc32(), 0xEDB88320, uint.MaxValue, bytes.AsSpan(0, length));
            AssertSame(ReflectedCrc.Crc64(), 0xC96C5795D7870F42, ulong.MaxValue, bytes.AsSpan(0, length));
        }
    }

    private static void AssertSame(ReflectedCrc crc, ulong polynomial, ulong inversion, ReadOnlySpan<byte> bytes)
    {
        crc.Append(bytes[..(bytes.Length / 3)]);
        crc.Append(bytes[(bytes.Length / 3)..]);
        ulong state = inversion;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * polynomial);
            }
        }

        Assert.Equal(state ^ inversion, crc.Value);
    }
}
