namespace GraphDriver.Oci.Tests.Layers.Encoders;

/// <summary>How podman cuts a content into chunks, byte by byte, as plainly as it can be said.</summary>
internal static class PlainCuts
{
    private const int MinHole = 1024;

    /// <summary>The chunks of a content: offset, size, and whether it is a hole.</summary>
    public static List<(int Offset, int Size, bool IsHole)> Chunks(byte[] bytes)
    {
        var chunks = new List<(int, int, bool)>();
        int start = 0;
        var (sum, weighted) = (64u * 31, 64u * 63 * 31);
        for (int i = 0; i < bytes.Length; i++)
        {
            int zeros = bytes[i] == 0 && (i == 0 || bytes[i - 1] != 0) ? bytes.AsSpan(i).IndexOfAnyExcept((byte)0) is var end && end < 0 ? bytes.Length - i : end : 0;
            if (zeros >= MinHole)
            {
                Add(i, false);
                i += zeros - 1;
                Add(i + 1, true);
                (sum, weighted) = (64u * 31, 64u * 63 * 31);
                continue;
            }

            Roll(bytes, i, ref sum, ref weighted);
            if ((weighted & 0xFFFF) == 0xFFFF)
            {
                Add(i + 1, false);
            }
        }

        Add(bytes.Length, false);
        return chunks;

        void Add(int end, bool isHole)
        {
            if (end > start)
            {
                chunks.Add((start, end - start, isHole));
                start = end;
            }
        }
    }

    /// <summary>The places to cut a content without holes at.</summary>
    public static List<int> RollingCuts(byte[] bytes)
    {
        var cuts = new List<int>();
        var (sum, weighted) = (64u * 31, 64u * 63 * 31);
        for (int i = 0; i < bytes.Length; i++)
        {
            Roll(bytes, i, ref sum, ref weighted);
            if ((weighted & 0xFFFF) == 0xFFFF)
            {
                cuts.Add(i + 1);
            }
        }

        return cuts;
    }

    private static void Roll(byte[] bytes, int i, ref uint sum, ref uint weighted)
    {
        uint leaving = i >= 64 ? bytes[i - 64] : 0u;
        sum = sum + bytes[i] - leaving;
        weighted = weighted + sum - (64 * (leaving + 31));
    }
}
