using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>
/// Finds what was there before: the last place where five bytes had the same hash is looked at, and a match there is taken, without a look at whether
/// a later one were longer.
/// </summary>
internal sealed class SequenceFinder
{
    /// <summary>The shortest match that is taken.</summary>
    public const int MinLength = 4;

    // Twice as many places take 0.6 % less room and 8 % more time, since they do not stay in the nearest cache beside the bytes.
    private const int HashBits = 14;

    // Four bytes hardly gain by a match; five are rarely the same by chance, so that there is less in vain.
    private const int HashedBytes = 5;

    // How many places of a match are kept, the last ones.
    private const int MaxKept = 64;

    // Reads of eight bytes reach seven bytes beyond a place, and one place is looked ahead.
    private const int Margin = 12;

    // The lower 16 bits of places: that is more than a distance can say. What lies there is compared, whatever is kept of it.
    private readonly ushort[] _places = new ushort[1 << HashBits];

    /// <summary>Begins with other bytes.</summary>
    public void Reset() => Array.Clear(_places);

    /// <summary>Takes bytes apart, from <paramref name="start"/> to <paramref name="end"/> or a little beyond, where the last match ends.</summary>
    /// <param name="input">All bytes, also those before: matches begin there, too.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where to end.</param>
    /// <param name="sequences">Gets what was found: a match for each <see cref="MinLength"/> bytes at the most, and one more.</param>
    /// <param name="counts">Gets how often each symbol is there.</param>
    /// <returns>How many sequences there are, the last without a match, and where they end.</returns>
    public (int Count, int End) Find(ReadOnlySpan<byte> input, int start, int end, Span<Sequence> sequences, SymbolCounts counts)
    {
        // Every place that is hashed is at the limit at most, so that no read goes beyond the input. What is kept of the next one is read ahead, since the
        // processor waits for it otherwise.
        ref byte first = ref MemoryMarshal.GetReference(input);
        ref ushort places = ref MemoryMarshal.GetArrayDataReference(_places);
        ref int literals = ref MemoryMarshal.GetReference(counts.Literals);
        int limit = Math.Min(end, input.Length - Margin);
        int count = 0;
        int anchor = start;
        int position = start;
        ref ushort place = ref Unsafe.Add(ref places, start < limit ? Hash(ref first, start) : 0);
        int known = place;
        while (position < limit)
        {
            place = (ushort)position;
            ref ushort nextPlace = ref Unsafe.Add(ref places, Hash(ref first, position + 1));
            int nextKnown = nextPlace;
            int distance = (ushort)(position - known);
            int length = LengthOf(ref first, position, distance, input.Length);
            if (length < MinLength)
            {
                Unsafe.Add(ref literals, Unsafe.Add(ref first, position++))++;
                place = ref nextPlace;
                known = nextKnown;
                continue;
            }

            int stop = Math.Min(position + length, limit);
            sequences[count++] = new Sequence(position - anchor, (ushort)length, (ushort)distance);
            anchor = position + length;
            Keep(ref first, ref places, Math.Max(position + 1, stop - MaxKept), stop);
            place = ref Unsafe.Add(ref places, Hash(ref first, stop));
            known = place;
            position = anchor;
        }

        end = Math.Max(position, end);
        counts.Add(input[position..end]);
        counts.Add(sequences[..count]);
        sequences[count++] = new Sequence(end - anchor, 0, 0);
        return (count, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(ref byte first, ref ushort places, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            Unsafe.Add(ref places, Hash(ref first, i)) = (ushort)i;
        }
    }

    /// <summary>How many bytes are the same so far back, less than the least where it is too far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthOf(ref byte first, int position, int distance, int end)
    {
        if ((uint)(distance - 1) >= (uint)Math.Min(position, DeflateSymbols.MaxDistance))
        {
            return 0;
        }

        ulong difference = Read64(ref first, position) ^ Read64(ref first, position - distance);
        return difference == 0 ? Extend(ref first, position, distance, end) : BitOperations.TrailingZeroCount(difference) >> 3;
    }

    /// <summary>How many bytes are the same; the first eight are.</summary>
    private static int Extend(ref byte first, int position, int distance, int end)
    {
        int max = Math.Min(DeflateSymbols.MaxLength, end - position);
        int length = sizeof(ulong);
        for (; length + sizeof(ulong) <= max; length += sizeof(ulong))
        {
            ulong difference = Read64(ref first, position + length) ^ Read64(ref first, position + length - distance);
            if (difference != 0)
            {
                return length + (BitOperations.TrailingZeroCount(difference) >> 3);
            }
        }

        while (length < max && Unsafe.Add(ref first, position + length) == Unsafe.Add(ref first, position + length - distance))
        {
            length++;
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read64(ref byte first, int position)
    {
        ulong bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, position));
        return BitConverter.IsLittleEndian ? bytes : BinaryPrimitives.ReverseEndianness(bytes);
    }

    // Knuth's multiplicative hash, by the golden ratio.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(ref byte first, int position) =>
        (int)(((Read64(ref first, position) << (64 - (8 * HashedBytes))) * 0x9E3779B185EBCA87) >> (64 - HashBits));
}
