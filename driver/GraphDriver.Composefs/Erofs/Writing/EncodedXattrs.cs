using GraphDriver.Composefs.Erofs.Format;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>
/// The attributes of one inode in the bytes of the image. The bytes of an entry, without padding, are also its identity: equal entries are
/// equal attributes.
/// </summary>
internal sealed class EncodedXattrs(InodeXattrs xattrs)
{
    private byte[] _buffer = new byte[512];
    private int[] _ends = new int[8];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _buffer.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Takes on the attributes of an inode.</summary>
    public void Load(int inode)
    {
        xattrs.Load(inode);
        Count = 0;
        foreach (var item in xattrs.Items)
        {
            Encode(item);
        }
    }

    /// <summary>The filter over the names; see <see cref="XattrNameFilter"/>.</summary>
    public uint NameFilter()
    {
        var filter = uint.MaxValue;
        for (var i = 0; i < Count; i++)
        {
            var header = XattrEntryHeader.Parse(this[i]);
            filter &= ~XattrNameFilter.BitOf(header.PrefixIndex, this[i].Slice(XattrEntryHeader.Size, header.NameLength));
        }

        return filter;
    }

    private void Encode(in InodeXattrs.Item item)
    {
        var prefix = XattrPrefix.Split(item.Name, out var prefixLength);
        var rest = item.Name.AsSpan(prefixLength);
        var header = new XattrEntryHeader((byte)rest.Length, prefix, (ushort)item.Length);
        var entry = Add(header.EntrySize);
        header.WriteTo(entry);
        rest.CopyTo(entry[XattrEntryHeader.Size..]);
        item.Value.AsSpan(0, item.Length).CopyTo(entry[(XattrEntryHeader.Size + rest.Length)..]);
    }

    private Span<byte> Add(int size)
    {
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (start + size > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(start + size, _buffer.Length * 2));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
        }

        _ends[Count++] = start + size;
        return _buffer.AsSpan(start, size);
    }
}
