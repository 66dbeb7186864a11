using System.Buffers.Binary;

namespace GraphDriver.Objects.Index;

/// <summary>The order of records by the bytes of their digests.</summary>
internal static class RecordOrder
{
    /// <summary>The numbers of the records in their order.</summary>
    /// <param name="records">The records, one after the other.</param>
    /// <param name="length">The length of one.</param>
    public static int[] Of(ReadOnlyMemory<byte> records, int length)
    {
        // Numbers sort several times faster than spans, and the first eight bytes of two digests are hardly ever the same.
        var order = new int[records.Length / length];
        var keys = new ulong[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            (order[i], keys[i]) = (i, BinaryPrimitives.ReadUInt64BigEndian(records.Span[(i * length)..]));
        }

        Array.Sort(keys, order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = start + 1;
            while (end < order.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                order.AsSpan(start, end - start).Sort((a, b) => Digest(a).SequenceCompareTo(Digest(b)));
            }
        }

        return order;

        ReadOnlySpan<byte> Digest(int index) => records.Span.Slice(index * length, RunFormat.DigestLength);
    }
}
