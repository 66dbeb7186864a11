using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>
/// Compresses bytes that lie in memory to blocks of a deflate stream (RFC 1951), none of which is its last one. The same bytes give the same blocks.
/// One thread at a time may use it, and again.
/// </summary>
internal sealed class DeflateEncoder
{
    // What has codes of its own. Half of it takes 0.8 % less room and some per cent more time.
    private const int BlockSize = 1 << 16;

    private const uint StoredBlock = 0b000;
    private const uint DynamicBlock = 0b100;
    private const int HeaderBits = 3;
    private const int MaxStored = ushort.MaxValue;
    private const int StoredOverhead = 5;

    // What a BitWriter needs behind what it writes.
    private const int Slack = 8;

    private readonly SequenceFinder _finder = new();
    private readonly Sequence[] _sequences = new Sequence[(BlockSize / SequenceFinder.MinLength) + 1];
    private readonly SymbolCounts _counts = new();
    private readonly HuffmanCode _literals = new(DeflateSymbols.LiteralCount, HuffmanLengths.Limit);
    private readonly HuffmanCode _distances = new(DeflateSymbols.DistanceCount, HuffmanLengths.Limit);
    private readonly CodeLengths _codeLengths = new();
    private readonly Bits[] _lengths = new Bits[DeflateSymbols.MaxLength + 1];

    /// <summary>The room that the output needs for so many bytes of input, whatever they are.</summary>
    public static int MaxCompressedSize(int size) => size + (((size / BlockSize) + 1) * 4 * StoredOverhead) + StoredOverhead + Slack;

    /// <summary>Compresses all of <paramref name="input"/>. An empty stored block is the last one, so that the blocks end with a byte.</summary>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">The output has not the room of <see cref="MaxCompressedSize"/>.</exception>
    public int Compress(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (output.Length < MaxCompressedSize(input.Length))
        {
            throw new ArgumentException("too little room", nameof(output));
        }

        var bits = new BitWriter(output);
        _finder.Reset();
        for (int position = 0; position < input.Length;)
        {
            _counts.Reset();
            int end = Math.Min(position + BlockSize, input.Length);
            (int count, end) = _finder.Find(input, position, end, _sequences, _counts);
            Write(ref bits, input[position..end], _sequences.AsSpan(0, count));
            position = end;
        }

        Store(ref bits, []);
        return bits.Position;
    }

    private void Write(ref BitWriter bits, ReadOnlySpan<byte> block, ReadOnlySpan<Sequence> sequences)
    {
        _literals.Build(_counts.Literals);
        _distances.Build(_counts.Distances);
        _codeLengths.Build(_literals.Lengths, _distances.Lengths);
        long size = _codeLengths.Bits + _literals.BitsOf(_counts.Literals) + _distances.BitsOf(_counts.Distances) + _counts.BitsAfter;
        if (size >= 8L * block.Length)
        {
            for (; block.Length > MaxStored; block = block[MaxStored..])
            {
                Store(ref bits, block[..MaxStored]);
            }

            Store(ref bits, block);
            return;
        }

        bits.Write(DynamicBlock, HeaderBits);
        _codeLengths.Write(ref bits);
        BuildLengths();
        WriteSequences(ref bits, block, sequences);
    }

    private static void Store(ref BitWriter bits, ReadOnlySpan<byte> bytes)
    {
        Span<byte> lengths = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(lengths, (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(lengths[2..], (ushort)~bytes.Length);
        bits.Write(StoredBlock, HeaderBits);
        bits.Align();
        bits.Write(lengths);
        bits.Write(bytes);
    }

    /// <summary>The codes of lengths, with the bits that follow them.</summary>
    private void BuildLengths()
    {
        for (int length = DeflateSymbols.MinLength; length < _lengths.Length; length++)
        {
            int symbol = DeflateSymbols.OfLengths[length];
            _lengths[length] = _literals.Codes[DeflateSymbols.FirstLength + symbol]
                .With((uint)(length - DeflateSymbols.LeastLengths[symbol]), DeflateSymbols.BitsOfLengths[symbol]);
        }
    }

    private void WriteSequences(ref BitWriter target, ReadOnlySpan<byte> block, ReadOnlySpan<Sequence> sequences)
    {
        // A copy, and tables that are at hand: these two loops are a fifth of all the work.
        BitWriter bits = target;
        ref byte next = ref MemoryMarshal.GetReference(block);
        ref Bits literals = ref MemoryMarshal.GetReference(_literals.Codes);
        ref Bits lengths = ref MemoryMarshal.GetArrayDataReference(_lengths);
        ref Bits distances = ref MemoryMarshal.GetReference(_distances.Codes);
        ref byte symbols = ref MemoryMarshal.GetReference(DeflateSymbols.OfDistances);
        ref ushort least = ref MemoryMarshal.GetReference(DeflateSymbols.LeastDistances);
        ref byte bitsAfter = ref MemoryMarshal.GetReference(DeflateSymbols.BitsOfDistances);
        foreach (Sequence sequence in sequences)
        {
            // Three literals have 45 bits at the most.
            int left = sequence.Literals;
            for (; left >= 3; left -= 3)
            {
                bits.Add(Unsafe.Add(ref literals, next));
                bits.Add(Unsafe.Add(ref literals, Unsafe.Add(ref next, 1)));
                bits.Add(Unsafe.Add(ref literals, Unsafe.Add(ref next, 2)));
                bits.Flush();
                next = ref Unsafe.Add(ref next, 3);
            }

            for (; left > 0; left--)
            {
                bits.Add(Unsafe.Add(ref literals, next));
                next = ref Unsafe.Add(ref next, 1);
            }

            bits.Flush();
            if (sequence.Length == 0)
            {
                continue;
            }

            int distance = sequence.Distance;
            int symbol = Unsafe.Add(ref symbols, DeflateSymbols.DistanceIndex(distance));
            bits.Add(Unsafe.Add(ref lengths, sequence.Length));
            bits.Add(Unsafe.Add(ref distances, symbol));
            bits.Add((uint)(distance - Unsafe.Add(ref least, symbol)), Unsafe.Add(ref bitsAfter, symbol));
            bits.Flush();
            next = ref Unsafe.Add(ref next, sequence.Length);
        }

        bits.Write(_literals.Codes[DeflateSymbols.EndOfBlock]);
        target = bits;
    }
}
