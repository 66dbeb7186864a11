using System.Text;
using GraphDriver.Oci.Layers.Compression;
using GraphDriver.Oci.Layers.TarSplit;

namespace GraphDriver.Oci.Tests.Layers.TarSplit;

public sealed class Crc64Tests
{
    [Theory]
    [InlineData("", 0x0UL)]
    [InlineData("a", 0x3420000000000000UL)]
    [InlineData("abc", 0x3776C42000000000UL)]
    [InlineData("123456789", 0xB90956C775A41001UL)]
    [InlineData("imma hurr til I derp", 0x0274A4B1ABEC6B4EUL)]
    public void Known_values(string text, ulong expected) => Assert.Equal(expected, Crc64.Append(0, Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void All_ways_agree_at_every_length()
    {
        byte[] bytes = new byte[1200];
        new Random(5).NextBytes(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            ReadOnlySpan<byte> part = bytes.AsSpan(0, length);
            ulong expected = BitByBit(part);
            Assert.Equal(expected, ~CrcPolynomial.Iso.AppendByTable(ulong.MaxValue, part));
            Assert.Equal(expected, Crc64.Append(0, part));
            Assert.Equal(expected, Crc64.Append(Crc64.Append(0, part[..(length / 3)]), part[(length / 3)..]));
        }
    }

    private static ulong BitByBit(ReadOnlySpan<byte> bytes)
    {
        ulong state = ulong.MaxValue;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * 0xD800000000000000);
            }
        }

        return ~state;
    }
}
