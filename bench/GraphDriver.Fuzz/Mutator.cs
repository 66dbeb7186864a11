using System.Buffers.Binary;

namespace GraphDriver.Fuzz;

/// <summary>Changes inputs at random, in the ways in which formats break: bits, numbers at the edges, parts moved, doubled, cut off, spliced.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 4, 7, 8, 12, 16, 31, 32, 33, 63, 64, 127, 128, 255, 256, 1023, 1024, 4095, 4096, 4097, 32767, 32768, 65535, 65536,
        int.MaxValue, 0x80000000, uint.MaxValue, long.MaxValue, 0x8000000000000000, ulong.MaxValue,
    ];

    /// <summary>A changed copy.</summary>
    /// <param name="input">What to change.</param>
    /// <param name="other">What to take parts from.</param>
    /// <param name="words">What a text of the format is made of; none where the format is no text.</param>
    public byte[] Mutate(byte[] input, byte[] other, IReadOnlyList<byte[]> words)
    {
        var bytes = (byte[])input.Clone();
        for (var count = 1 << random.Next(4); count > 0 && bytes.Length > 0; count--)
        {
            bytes = random.Next(words.Count > 0 ? 8 : 6) switch
            {
                0 => WithBit(bytes),
                1 => WithByte(bytes),
                2 or 3 => WithNumber(bytes),
                4 => WithCopy(bytes, bytes),
                5 => random.Next(8) == 0 ? Cut(bytes) : WithCopy(bytes, other),
                6 => Insert(bytes, words[random.Next(words.Count)]),
                _ => Remove(bytes),
            };
        }

        return bytes;
    }

    private byte[] WithBit(byte[] bytes)
    {
        bytes[Position(bytes)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private byte[] WithByte(byte[] bytes)
    {
        bytes[Position(bytes)] = (byte)random.Next(256);
        return bytes;
    }

    private byte[] WithNumber(byte[] bytes)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, Edges[random.Next(Edges.Length)]);
        var size = 1 << random.Next(4);
        var position = Position(bytes) & -size;
        number[..Math.Min(size, bytes.Length - position)].CopyTo(bytes.AsSpan(position));
        return bytes;
    }

    private byte[] WithCopy(byte[] bytes, byte[] source)
    {
        if (source.Length == 0)
        {
            return bytes;
        }

        var (from, to) = (Position(source), Position(bytes));
        var length = Math.Min(1 + random.Next(64), Math.Min(source.Length - from, bytes.Length - to));
        source.AsSpan(from, length).CopyTo(bytes.AsSpan(to));
        return bytes;
    }

    private byte[] Cut(byte[] bytes) => bytes[..Position(bytes)];

    private byte[] Insert(byte[] bytes, byte[] word)
    {
        var position = Position(bytes);
        return [.. bytes.AsSpan(0, position), .. word, .. bytes.AsSpan(position)];
    }

    private byte[] Remove(byte[] bytes)
    {
        var position = Position(bytes);
        var end = Math.Min(bytes.Length, position + 1 + random.Next(16));
        return [.. bytes.AsSpan(0, position), .. bytes.AsSpan(end)];
    }

    // Most bytes of an image are the stubs', which are all alike: its start and end are where differences matter.
    private int Position(byte[] bytes) => random.Next(4) switch
    {
        0 => random.Next(bytes.Length),
        1 => random.Next(Math.Min(bytes.Length, 4096)),
        2 => bytes.Length > 1024 ? Math.Min(bytes.Length - 1, 1024 + random.Next(512)) : random.Next(bytes.Length),
        _ => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 8192)),
    };
}
