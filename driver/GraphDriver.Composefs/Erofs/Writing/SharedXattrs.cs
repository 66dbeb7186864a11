using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>The attributes, name and value, that more than one inode has: written once, behind the inodes, and referred to.</summary>
internal sealed class SharedXattrs
{
    private readonly Dictionary<byte[], long> _offsets = new(ByteStringComparer.Instance);
    private readonly XattrSurvey _survey;
    private readonly List<byte[]> _entries;

    private SharedXattrs(XattrSurvey survey, List<byte[]> entries)
    {
        _survey = survey;
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
        var survey = new XattrSurvey(inodes, xattrs);
        var uses = new Dictionary<byte[], int>(ByteStringComparer.Instance);
        var lookup = uses.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var inode = 0; inode < inodes.Count; inode++)
        {
            if (!survey.MayShare(inode))
            {
                continue;
            }

            xattrs.Load(inode);
            for (var i = 0; i < xattrs.Count; i++)
            {
                lookup.TryGetValue(xattrs[i], out var count);
                lookup[xattrs[i]] = count + 1;
            }
        }

        var shared = uses.Where(use => use.Value > 1).Select(use => use.Key).ToList();
        shared.Sort(CompareBackwards);
        return new SharedXattrs(survey, shared);
    }

    /// <summary>Whether an inode may have shared attributes; where not, <see cref="OwnSize"/> is the size of its entries.</summary>
    public bool MayConcern(int inode) => _entries.Count > 0 && _survey.MayShare(inode);

    /// <summary>The size of an inode's entries with their padding if none is shared.</summary>
    public long OwnSize(int inode) => _survey.SizeOf(inode);

    /// <summary>Where a shared entry lies, from the start of all.</summary>
    public bool TryGetOffset(ReadOnlySpan<byte> entry, out long offset) =>
        _offsets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(entry, out offset);

    public void WriteTo(ImageOutput output)
    {
        foreach (var entry in _entries)
        {
            output.Write(entry);
            output.Align(ErofsFormat.XattrAlignment);
        }
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
