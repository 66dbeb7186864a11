namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>The code of one alphabet in one block.</summary>
/// <param name="symbols">How many symbols the alphabet has.</param>
/// <param name="limit">How long a code may be.</param>
internal sealed class HuffmanCode(int symbols, int limit)
{
    private readonly byte[] _lengths = new byte[symbols];
    private readonly Bits[] _codes = new Bits[symbols];

    /// <summary>How long the symbols' codes are; zero for those that are not there.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>The symbols' codes, as they are written: their first bit is the least significant one.</summary>
    public ReadOnlySpan<Bits> Codes => _codes;

    /// <summary>Makes the code that is best where symbols are as many as given (RFC 1951, section 3.2.2).</summary>
    public void Build(ReadOnlySpan<int> counts)
    {
        HuffmanLengths.Find(counts, limit, _lengths);
        Span<int> next = stackalloc int[HuffmanLengths.Limit + 2];
        next.Clear();
        foreach (byte length in _lengths)
        {
            next[length + 1] += length == 0 ? 0 : 1;
        }

        // The first code of each length.
        for (int length = 1; length < next.Length; length++)
        {
            next[length] = (next[length] + next[length - 1]) << 1;
        }

        for (int symbol = 0; symbol < _lengths.Length; symbol++)
        {
            int length = _lengths[symbol];
            _codes[symbol] = length == 0 ? default : new Bits(Reverse(next[length]++, length), length);
        }
    }

    /// <summary>How many bits so many symbols take, without those that follow them.</summary>
    public long BitsOf(ReadOnlySpan<int> counts) => SymbolCounts.BitsOf(counts, _lengths);

    private static uint Reverse(int code, int length)
    {
        uint reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed = (reversed << 1) | (uint)((code >> i) & 1);
        }

        return reversed;
    }
}
