namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>The lengths of a block's two codes, in runs that have a code of their own (RFC 1951, section 3.2.7).</summary>
internal sealed class CodeLengths
{
    private const int SymbolCount = 19;
    private const int Limit = 7;
    private const int MaxLengths = DeflateSymbols.LiteralCount + DeflateSymbols.DistanceCount;

    // The symbols after the lengths 0 to 15, the shortest run that each stands for, and the bits that say how much longer it is.
    private const int Repeat = 16;
    private const int Zeros = 17;
    private const int ManyZeros = 18;
    private const int ShortestRun = 3;
    private const int ShortestOfMany = 11;

    private readonly HuffmanCode _code = new(SymbolCount, Limit);
    private readonly int[] _counts = new int[SymbolCount];
    private readonly (byte Symbol, byte More)[] _runs = new (byte, byte)[MaxLengths];
    private int _runCount;
    private int _literals;
    private int _distances;
    private int _lengths;

    private static ReadOnlySpan<byte> Order => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>How many bits <see cref="Write"/> takes.</summary>
    public long Bits { get; private set; }

    /// <summary>Takes the lengths of a block.</summary>
    public void Build(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        _literals = Used(literals, DeflateSymbols.FirstLength);
        _distances = Used(distances, 1);
        Span<byte> lengths = stackalloc byte[MaxLengths];
        literals[.._literals].CopyTo(lengths);
        distances[.._distances].CopyTo(lengths[_literals..]);
        Array.Clear(_counts);
        _runCount = 0;
        Run(lengths[..(_literals + _distances)]);
        _code.Build(_counts);
        _lengths = SymbolCount;
        while (_lengths > 4 && _code.Lengths[Order[_lengths - 1]] == 0)
        {
            _lengths--;
        }

        Bits = 5 + 5 + 4 + (3 * _lengths) + _code.BitsOf(_counts) + RunBits(Repeat) + RunBits(Zeros) + RunBits(ManyZeros);
    }

    public void Write(ref BitWriter bits)
    {
        bits.Add((uint)(_literals - DeflateSymbols.FirstLength), 5);
        bits.Add((uint)(_distances - 1), 5);
        bits.Write((uint)(_lengths - 4), 4);
        foreach (byte symbol in Order[.._lengths])
        {
            bits.Write(_code.Lengths[symbol], 3);
        }

        foreach ((byte symbol, byte more) in _runs.AsSpan(0, _runCount))
        {
            bits.Add(_code.Codes[symbol]);
            bits.Write(more, BitsAfter(symbol));
        }
    }

    private static int BitsAfter(int symbol) => symbol switch
    {
        Repeat => 2,
        Zeros => 3,
        ManyZeros => 7,
        _ => 0,
    };

    private long RunBits(int symbol) => (long)_counts[symbol] * BitsAfter(symbol);

    private static int Used(ReadOnlySpan<byte> lengths, int least)
    {
        int count = lengths.Length;
        while (count > least && lengths[count - 1] == 0)
        {
            count--;
        }

        return count;
    }

    private void Run(ReadOnlySpan<byte> lengths)
    {
        while (!lengths.IsEmpty)
        {
            byte length = lengths[0];
            int same = lengths.IndexOfAnyExcept(length) is >= 0 and var end ? end : lengths.Length;
            lengths = lengths[same..];
            if (length > 0)
            {
                Add(length, 0);
                same--;
            }

            while (same >= ShortestRun)
            {
                int symbol = length > 0 ? Repeat : same < ShortestOfMany ? Zeros : ManyZeros;
                int shortest = symbol == ManyZeros ? ShortestOfMany : ShortestRun;
                int taken = Math.Min(same, shortest + (1 << BitsAfter(symbol)) - 1);
                Add(symbol, taken - shortest);
                same -= taken;
            }

            for (; same > 0; same--)
            {
                Add(length, 0);
            }
        }
    }

    private void Add(int symbol, int more)
    {
        _counts[symbol]++;
        _runs[_runCount++] = ((byte)symbol, (byte)more);
    }
}
