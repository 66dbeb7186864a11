using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>
/// A first look at the attributes of all inodes. Most of a layer are there once: four bytes of each, not all of it, tell which may be there twice.
/// </summary>
internal sealed class XattrSurvey
{
    private readonly List<uint> _fingerprints = [];
    private readonly int[] _ends;
    private readonly long[] _sizes;
    private readonly HashSet<uint> _repeated = [];

    public XattrSurvey(InodeTable inodes, EncodedXattrs xattrs)
    {
        _ends = new int[inodes.Count];
        _sizes = new long[inodes.Count];
        var seen = new FingerprintSet();
        for (var inode = 0; inode < inodes.Count; inode++)
        {
            xattrs.Load(inode);
            for (var i = 0; i < xattrs.Count; i++)
            {
                _sizes[inode] += ErofsFormat.Align(xattrs[i].Length, ErofsFormat.XattrAlignment);
                AddFingerprint(ByteStringComparer.Fingerprint(xattrs[i]), seen);
            }

            _ends[inode] = _fingerprints.Count;
        }
    }

    /// <summary>The size of an inode's entries with their padding.</summary>
    public long SizeOf(int inode) => _sizes[inode];

    /// <summary>Whether another inode may have one of the inode's attributes too.</summary>
    public bool MayShare(int inode)
    {
        for (var i = inode == 0 ? 0 : _ends[inode - 1]; i < _ends[inode]; i++)
        {
            if (_repeated.Contains(_fingerprints[i]))
            {
                return true;
            }
        }

        return false;
    }

    private void AddFingerprint(uint fingerprint, FingerprintSet seen)
    {
        _fingerprints.Add(fingerprint);
        if (!seen.Add(fingerprint))
        {
            _repeated.Add(fingerprint);
        }
    }
}
