using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>How often each symbol is in a block.</summary>
internal sealed class SymbolCounts
{
    private readonly int[] _literals = new int[DeflateSymbols.LiteralCount];
    private readonly int[] _distances = new int[DeflateSymbols.DistanceCount];

    /// <summary>Literals, the end of the block, and lengths.</summary>
    public Span<int> Literals => _literals;

    public Span<int> Distances => _distances;

    /// <summary>How many bits follow the symbols.</summary>
    public long BitsAfter => BitsOf(Literals[DeflateSymbols.FirstLength..], DeflateSymbols.BitsOfLengths) + BitsOf(Distances, DeflateSymbols.BitsOfDistances);

    /// <summary>Begins a block, which has an end.</summary>
    public void Reset()
    {
        Literals.Clear();
        Distances.Clear();
        _literals[DeflateSymbols.EndOfBlock] = 1;
    }

    /// <summary>Adds literals.</summary>
    public void Add(ReadOnlySpan<byte> literals)
    {
        foreach (byte literal in literals)
        {
            _literals[literal]++;
        }
    }

    /// <summary>Adds matches.</summary>
    public void Add(ReadOnlySpan<Sequence> matches)
    {
        ref int literals = ref MemoryMarshal.GetArrayDataReference(_literals);
        ref int distances = ref MemoryMarshal.GetArrayDataReference(_distances);
        ref byte lengthSymbols = ref MemoryMarshal.GetReference(DeflateSymbols.OfLengths);
        ref byte distanceSymbols = ref MemoryMarshal.GetReference(DeflateSymbols.OfDistances);
        foreach (Sequence match in matches)
        {
            Unsafe.Add(ref literals, DeflateSymbols.FirstLength + Unsafe.Add(ref lengthSymbols, match.Length))++;
            Unsafe.Add(ref distances, Unsafe.Add(ref distanceSymbols, DeflateSymbols.DistanceIndex(match.Distance)))++;
        }
    }

    /// <summary>How many bits symbols take that are there so often, each of so many bits.</summary>
    public static long BitsOf(ReadOnlySpan<int> counts, ReadOnlySpan<byte> bits)
    {
        long sum = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            sum += (long)counts[symbol] * bits[symbol];
        }

        return sum;
    }
}
