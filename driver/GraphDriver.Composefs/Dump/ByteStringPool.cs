using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>Gives one array for equal bytes, so that attributes which most files have take memory once. Bounded: what comes late is not kept.</summary>
internal sealed class ByteStringPool
{
    private const int MaxCount = 4096;
    private const int MaxLength = 512;

    private readonly HashSet<byte[]> _strings = new(ByteStringComparer.Instance);

    public byte[] Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength)
        {
            return bytes.ToArray();
        }

        var lookup = _strings.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(bytes, out var known))
        {
            return known;
        }

        var copy = bytes.ToArray();
        if (_strings.Count < MaxCount)
        {
            _strings.Add(copy);
        }

        return copy;
    }
}
