namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>A run of zeros that is long enough to be a chunk of its own, a hole, which nobody needs to fetch.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct ZeroRun(int Start, int Length)
{
    /// <summary>What podman takes for a hole.</summary>
    public const int MinLength = 1024;

    // Every run of the least length has a byte at a multiple of this.
    private const int Stride = MinLength / 2;

    public int End => Start + Length;

    /// <summary>The first hole in <paramref name="bytes"/>, as long as it goes; its length is 0 where there is none.</summary>
    public static ZeroRun Find(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i += Stride)
        {
            if (bytes[i] != 0)
            {
                continue;
            }

            int start = bytes[..i].LastIndexOfAnyExcept((byte)0) + 1;
            int length = CountAtStart(bytes[start..]);
            if (length >= MinLength)
            {
                return new ZeroRun(start, length);
            }

            i = start + length;
        }

        return default;
    }

    /// <summary>How many zeros <paramref name="bytes"/> start with.</summary>
    public static int CountAtStart(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAnyExcept((byte)0);
        return end < 0 ? bytes.Length : end;
    }

    /// <summary>How many zeros <paramref name="bytes"/> end with.</summary>
    public static int CountAtEnd(ReadOnlySpan<byte> bytes) => bytes.Length - 1 - bytes.LastIndexOfAnyExcept((byte)0);
}
