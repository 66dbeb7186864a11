using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Reading;

/// <summary>Reads the attributes of inodes; shared ones are read once.</summary>
internal sealed class XattrReader(ImageData data, InodeReader inodes)
{
    private readonly Dictionary<long, Xattr> _shared = [];

    /// <summary>An inode's attributes as they are in the image: those behind the inode, then the shared ones.</summary>
    /// <exception cref="InvalidDataException">They are not within the image, or one is there twice.</exception>
    public List<Xattr> Read(in ImageInode inode)
    {
        if (inode.XattrSize == 0)
        {
            return [];
        }

        var body = data.Read(inode.XattrOffset, inode.XattrSize, inode.Nid);
        var sharedCount = XattrBodyHeader.Parse(body).SharedCount;
        var entries = XattrBodyHeader.Size + (sharedCount * ErofsFormat.SharedXattrIdSize);
        if (entries > body.Length)
        {
            throw new InvalidDataException($"inode {inode.Nid}: {sharedCount} shared extended attributes do not fit its {body.Length} bytes");
        }

        var xattrs = new List<Xattr>();
        ParseEntries(body.AsSpan(entries), inode.Nid, xattrs);
        for (var i = 0; i < sharedCount; i++)
        {
            xattrs.Add(ReadShared(BitConverter.ToUInt32(body, XattrBodyHeader.Size + (i * ErofsFormat.SharedXattrIdSize)), inode.Nid));
        }

        CheckUnique(xattrs, inode.Nid);
        return xattrs;
    }

    private static void ParseEntries(ReadOnlySpan<byte> entries, ulong nid, List<Xattr> xattrs)
    {
        while (entries.Length >= XattrEntryHeader.Size)
        {
            var header = XattrEntryHeader.Parse(entries);
            if (header.EntrySize > entries.Length)
            {
                throw new InvalidDataException($"inode {nid}: an extended attribute of {header.EntrySize} bytes ends after its inode's");
            }

            xattrs.Add(Parse(header, entries[XattrEntryHeader.Size..header.EntrySize], nid));
            entries = entries[(int)Math.Min(ErofsFormat.Align(header.EntrySize, ErofsFormat.XattrAlignment), entries.Length)..];
        }
    }

    private static Xattr Parse(XattrEntryHeader header, ReadOnlySpan<byte> nameAndValue, ulong nid)
    {
        var name = XattrPrefix.Join(header.PrefixIndex, nameAndValue[..header.NameLength]);
        return name is { Length: > 0 } && !name.Contains((byte)0)
            ? new Xattr(name, nameAndValue[header.NameLength..].ToArray())
            : throw new InvalidDataException($"inode {nid}: an extended attribute has no proper name");
    }

    private static void CheckUnique(List<Xattr> xattrs, ulong nid)
    {
        if (xattrs.Count > 1 && xattrs.DistinctBy(xattr => xattr.Name, ByteStringComparer.Instance).Count() != xattrs.Count)
        {
            throw new InvalidDataException($"inode {nid}: an extended attribute is there twice");
        }
    }

    private Xattr ReadShared(uint id, ulong nid)
    {
        var offset = ((long)inodes.Superblock.XattrBlock * ErofsFormat.BlockSize) + ((long)id * ErofsFormat.SharedXattrIdSize);
        if (_shared.TryGetValue(offset, out var known))
        {
            return known;
        }

        Span<byte> bytes = stackalloc byte[XattrEntryHeader.Size];
        data.Read(offset, bytes, nid);
        var header = XattrEntryHeader.Parse(bytes);
        var xattr = Parse(header, data.Read(offset + XattrEntryHeader.Size, header.NameLength + header.ValueLength, nid), nid);
        _shared.Add(offset, xattr);
        return xattr;
    }
}
