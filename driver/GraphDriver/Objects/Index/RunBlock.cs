namespace GraphDriver.Objects.Index;

/// <summary>A block of a run, read and found whole.</summary>
internal sealed class RunBlock(DigestRun run, long index, byte[] bytes, int count)
{
    private readonly int _recordLength = RunFormat.DigestLength + run.ValueLength;

    public DigestRun Run { get; } = run;

    public long Index { get; } = index;

    /// <summary>How many records it has; at least one.</summary>
    public int Count { get; } = count;

    /// <summary>A record: a digest and its value.</summary>
    public ReadOnlySpan<byte> Record(int index) => bytes.AsSpan(RunFormat.BlockHeaderLength + index * _recordLength, _recordLength);

    /// <summary>The digest of a record.</summary>
    public ReadOnlySpan<byte> Digest(int index) => Record(index)[..RunFormat.DigestLength];

    /// <summary>The record of a digest; empty where it has none.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> digest)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Digest(middle).SequenceCompareTo(digest);
            if (order == 0)
            {
                return Record(middle);
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return default;
    }
}
