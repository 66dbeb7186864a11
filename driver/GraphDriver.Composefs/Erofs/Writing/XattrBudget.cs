namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>
/// The C tool's bound on the attributes that it adds to an inode. It starts from zero whatever the inode has, and counts replaced values off, in
/// unsigned 64 bits: so a marker of whiteouts does not fit where it replaces a longer value. Kept as it is, since it decides which trees have an image.
/// </summary>
internal struct XattrBudget(int count)
{
    private const ulong Limit = ushort.MaxValue / 2;
    private const ulong EntryOverhead = 7;
    private const ulong HeaderSize = 12;

    private int _count = count;
    private ulong _size;

    /// <summary>Counts off an attribute that is about to be replaced.</summary>
    public void Remove(int nameLength, int valueLength)
    {
        _size = --_count == 0 ? 0 : _size - (EntryOverhead + (ulong)(nameLength + valueLength));
    }

    /// <summary>Counts an attribute; false where it does not fit.</summary>
    public bool TryAdd(int nameLength, int valueLength)
    {
        var size = _size + EntryOverhead + (ulong)(nameLength + valueLength) + (_count == 0 ? HeaderSize : 0);
        if (size > Limit)
        {
            return false;
        }

        (_size, _count) = (size, _count + 1);
        return true;
    }
}
