using GraphDriver.Composefs.Erofs.Format;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>The attributes, name and value, that more than one inode has: written once, behind the inodes, and referred to.</summary>
internal sealed class SharedXattrs
{
    private readonly Dictionary<byte[], long> _offsets = new(EntryComparer.Instance);
    private readonly List<byte[]> _entries;

    private SharedXattrs(List<byte[]> entries)
    {
        _entries = entries;
        foreach (var entry in entries)
        {
            _offsets.Add(entry, Size);
            Size += ErofsFormat.Align(entry.Length, ErofsFormat.XattrAlignment);
        }
    }

    /// <summary>The size of all entries with their padding.</summary>
    public long Size { get; }

    /// <summary>Finds what is shared among the attributes of all inodes.</summary>
    public static SharedXattrs Find(InodeTable inodes, EncodedXattrs xattrs)
    {
        var candidates = FindCandidates(inodes, xattrs);
        return new SharedXattrs(candidates.Count == 0 ? [] : FindEqual(inodes, xattrs, candidates));
    }

    /// <summary>Where a shared entry lies, from the start of all.</summary>
    public bool TryGetOffset(ReadOnlySpan<byte> entry, out long offset)
    {
        offset = 0;
        return _entries.Count > 0 && _offsets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(entry, out offset);
    }

    public void WriteTo(ImageOutput output)
    {
        foreach (var entry in _entries)
        {
            output.Write(entry);
            output.Align(ErofsFormat.XattrAlignment);
        }
    }

    // Most attributes of a layer are there once: keeping four bytes of each, not all of it, tells which may be there twice.
    private static HashSet<uint> FindCandidates(InodeTable inodes, EncodedXattrs xattrs)
    {
        var seen = new FingerprintSet();
        var candidates = new HashSet<uint>();
        for (var inode = 0; inode < inodes.Count; inode++)
        {
            xattrs.Load(inode);
            for (var i = 0; i < xattrs.Count; i++)
            {
                var fingerprint = EntryComparer.Fingerprint(xattrs[i]);
                if (!seen.Add(fingerprint))
                {
                    candidates.Add(fingerprint);
                }
            }
        }

        return candidates;
    }

    private static List<byte[]> FindEqual(InodeTable inodes, EncodedXattrs xattrs, HashSet<uint> candidates)
    {
        var uses = new Dictionary<byte[], int>(EntryComparer.Instance);
        var lookup = uses.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var inode = 0; inode < inodes.Count; inode++)
        {
            xattrs.Load(inode);
            for (var i = 0; i < xattrs.Count; i++)
            {
                var entry = xattrs[i];
                if (candidates.Contains(EntryComparer.Fingerprint(entry)))
                {
                    lookup.TryGetValue(entry, out var count);
                    lookup[entry] = count + 1;
                }
            }
        }

        var shared = uses.Where(use => use.Value > 1).Select(use => use.Key).ToList();
        shared.Sort(CompareBackwards);
        return shared;
    }

    // By name, then by the length of the value, then by the value, each from the greatest: the C tool's order.
    private static int CompareBackwards(byte[] a, byte[] b)
    {
        var (headerA, headerB) = (XattrEntryHeader.Parse(a), XattrEntryHeader.Parse(b));
        var order = FullName(b, headerB).AsSpan().SequenceCompareTo(FullName(a, headerA));
        order = order != 0 ? order : headerB.ValueLength.CompareTo(headerA.ValueLength);
        return order != 0 ? order : b.AsSpan(^headerB.ValueLength..).SequenceCompareTo(a.AsSpan(^headerA.ValueLength..));
    }

    private static byte[] FullName(byte[] entry, XattrEntryHeader header) =>
        XattrPrefix.Join(header.PrefixIndex, entry.AsSpan(XattrEntryHeader.Size, header.NameLength))!;
}
