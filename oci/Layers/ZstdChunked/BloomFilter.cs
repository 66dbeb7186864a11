using System.Buffers.Binary;
using GraphDriver.Oci.Layers.Compression;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// The Bloom filter of a look-aside cache
/// (https://github.com/containers/storage/blob/v1.57.2/pkg/chunked/bloom_filter_linux.go): ten bits a key, three hashes, each
/// made of the CRC-32 of the key's first 0, 1 and 2 bytes and that of the rest.
/// </summary>
internal sealed class BloomFilter
{
    private const int BitsPerKey = 10;
    private const uint HashCount = 3;
    private const int WordBits = 64;

    private readonly ulong[] _words;
    private readonly ReflectedCrc _crc = ReflectedCrc.Crc32();

    /// <param name="keyCount">How many keys will be added.</param>
    public BloomFilter(int keyCount)
    {
        var words = ((long)keyCount * BitsPerKey + WordBits - 1) / WordBits;
        _words = new ulong[Math.Max(1, words)];
    }

    /// <summary>Adds a key, which has at least three bytes.</summary>
    public void Add(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < HashCount; i++)
        {
            var bit = (Crc32(key[..i]) ^ Crc32(key[i..])) % (uint)(_words.Length * WordBits);
            _words[bit / WordBits] |= 1UL << (int)(bit % WordBits);
        }
    }

    /// <summary>Writes the number of words, the number of hashes and the words, all little endian.</summary>
    public void WriteTo(Stream output)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        WriteUInt64((ulong)_words.Length, number, output);
        BinaryPrimitives.WriteUInt32LittleEndian(number, HashCount);
        output.Write(number[..sizeof(uint)]);
        foreach (var word in _words)
        {
            WriteUInt64(word, number, output);
        }
    }

    private static void WriteUInt64(ulong value, Span<byte> number, Stream output)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        output.Write(number);
    }

    private uint Crc32(ReadOnlySpan<byte> bytes)
    {
        _crc.Reset();
        _crc.Append(bytes);
        return (uint)_crc.Value;
    }
}
