namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>The lengths of a Huffman code whose codes must not be longer than a limit.</summary>
internal static class HuffmanLengths
{
    /// <summary>The longest code that deflate has.</summary>
    public const int Limit = 15;

    private const int MaxSymbols = DeflateSymbols.LiteralCount;
    private const int SymbolBits = 16;

    // Far more than a tree of as many symbols as a block has can be deep.
    private const int MaxDepth = 64;

    /// <summary>Finds them. At least two symbols get a code, so that each decoder takes it.</summary>
    /// <param name="counts">How often each symbol is there; less than 2^31 in all.</param>
    /// <param name="limit">How long a code may be.</param>
    /// <param name="lengths">Gets how long each symbol's code is, zero for those that are not there.</param>
    public static void Find(ReadOnlySpan<int> counts, int limit, Span<byte> lengths)
    {
        lengths.Clear();
        Span<ulong> symbols = stackalloc ulong[MaxSymbols];
        int used = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0)
            {
                symbols[used++] = ((ulong)counts[symbol] << SymbolBits) | (uint)symbol;
            }
        }

        if (used < 2)
        {
            int only = used == 0 ? 0 : (int)(symbols[0] & ushort.MaxValue);
            lengths[only] = 1;
            lengths[only == 0 ? 1 : 0] = 1;
            return;
        }

        symbols = symbols[..used];
        symbols.Sort();
        Span<int> byLength = stackalloc int[MaxDepth];
        byLength.Clear();
        CountDepths(symbols, byLength);
        Shorten(byLength, limit);
        Assign(symbols, byLength[..(limit + 1)], lengths);
    }

    /// <summary>Builds the tree in place, by its nodes' weights in ascending order (Moffat and Katajainen, In-place calculation of minimum-redundancy codes).</summary>
    private static void CountDepths(ReadOnlySpan<ulong> symbols, Span<int> byLength)
    {
        int count = symbols.Length;
        Span<int> nodes = stackalloc int[MaxSymbols];
        for (int i = 0; i < count; i++)
        {
            nodes[i] = (int)(symbols[i] >> SymbolBits);
        }

        // First each inner node's weight, then, when it has one, its parent.
        int leaf = 0;
        int root = 0;
        for (int next = 0; next < count - 1; next++)
        {
            int weight = 0;
            for (int child = 0; child < 2; child++)
            {
                if (leaf >= count || (root < next && nodes[root] < nodes[leaf]))
                {
                    weight += nodes[root];
                    nodes[root++] = next;
                }
                else
                {
                    weight += nodes[leaf++];
                }
            }

            nodes[next] = weight;
        }

        // Then each inner node's depth. What is not inner at a depth is a leaf.
        nodes[count - 2] = 0;
        for (int i = count - 3; i >= 0; i--)
        {
            nodes[i] = nodes[nodes[i]] + 1;
        }

        int inner = count - 2;
        for (int depth = 0, places = 1; places > 0; depth++)
        {
            int parents = 0;
            for (; inner >= 0 && nodes[inner] == depth; inner--)
            {
                parents++;
            }

            byLength[depth] = places - parents;
            places = 2 * parents;
        }
    }

    /// <summary>Makes the codes that are too long as long as may be, and others longer until all fit.</summary>
    private static void Shorten(Span<int> byLength, int limit)
    {
        for (int length = limit + 1; length < byLength.Length; length++)
        {
            byLength[limit] += byLength[length];
        }

        int taken = 0;
        for (int length = 1; length <= limit; length++)
        {
            taken += byLength[length] << (limit - length);
        }

        for (; taken > 1 << limit; taken--)
        {
            int length = limit - 1;
            while (byLength[length] == 0)
            {
                length--;
            }

            // A code of this length becomes the beginning of two, of which the other takes the place of one of the longest.
            byLength[length]--;
            byLength[length + 1] += 2;
            byLength[limit]--;
        }
    }

    /// <summary>The rarest symbols get the longest codes.</summary>
    private static void Assign(ReadOnlySpan<ulong> symbols, ReadOnlySpan<int> byLength, Span<byte> lengths)
    {
        int next = 0;
        for (int length = byLength.Length - 1; length > 0; length--)
        {
            for (int i = 0; i < byLength[length]; i++)
            {
                lengths[(int)(symbols[next++] & ushort.MaxValue)] = (byte)length;
            }
        }
    }
}
