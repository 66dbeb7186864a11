using System.Numerics;

namespace GraphDriver.Composefs.Tree;

/// <summary>
/// The names of one directory: 24 bytes an entry, the names' bytes in one array. While names come in order it is a sorted array;
/// the first that does not makes it a hash table, until it is sorted again.
/// </summary>
internal struct EntryTable
{
    private const int LinearSearchLimit = 8;

    private Slot[]? _slots;
    private byte[]? _names;
    private int[]? _buckets;
    private int _namesUsed;
    private int _namesLive;
    private bool _unsorted;

    public int Count { get; private set; }

    public readonly Node NodeAt(int index) => _slots![index].Node;

    public readonly bool IsLinkAt(int index) => _slots![index].IsLink;

    public readonly ReadOnlySpan<byte> NameAt(int index) => NameOf(_slots![index]);

    public int Find(ReadOnlySpan<byte> name)
    {
        if (!_unsorted)
        {
            return FindSorted(name);
        }

        return Count <= LinearSearchLimit ? FindLinear(name) : FindHashed(name);
    }

    /// <summary>Adds a name that is not there.</summary>
    public void Append(ReadOnlySpan<byte> name, Node node, bool isLink)
    {
        _unsorted |= Count > 0 && name.SequenceCompareTo(NameAt(Count - 1)) < 0;
        if (Count == (_slots?.Length ?? 0))
        {
            Array.Resize(ref _slots, Math.Max(4, Count * 2));
        }

        ref var slot = ref _slots![Count];
        slot = new Slot { Node = node, IsLink = isLink, NameOffset = StoreName(name), NameLength = (byte)name.Length };
        if (_buckets is not null)
        {
            Link(Count, name);
        }

        Count++;
    }

    public readonly void ReplaceAt(int index, Node node, bool isLink)
    {
        _slots![index].Node = node;
        _slots[index].IsLink = isLink;
    }

    public void RemoveAt(int index)
    {
        Unlink(index);
        _namesLive -= _slots![index].NameLength;
        var last = --Count;
        if (index != last)
        {
            // The last entry takes the free place: keeping the order would cost the length of the directory at each removal.
            Unlink(last);
            _slots[index] = _slots[last];
            _unsorted = true;
            if (_buckets is not null)
            {
                Link(index, NameAt(index));
            }
        }

        _slots[last] = default;
    }

    public void Sort()
    {
        if (!_unsorted)
        {
            return;
        }

        var names = _names!;
        _slots.AsSpan(0, Count).Sort((a, b) => a.NameIn(names).SequenceCompareTo(b.NameIn(names)));
        _unsorted = false;
        _buckets = null;
    }

    private readonly ReadOnlySpan<byte> NameOf(in Slot slot) => slot.NameIn(_names!);

    private readonly int FindSorted(ReadOnlySpan<byte> name)
    {
        var (low, high) = (0, Count - 1);
        // Names mostly come in order: then the last one tells that a name is new.
        if (high >= 0 && name.SequenceCompareTo(NameAt(high)) is >= 0 and var order)
        {
            return order == 0 ? high : -1;
        }

        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var compared = name.SequenceCompareTo(NameAt(middle));
            if (compared == 0)
            {
                return middle;
            }

            (low, high) = compared < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return -1;
    }

    private readonly int FindLinear(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (name.SequenceEqual(NameAt(i)))
            {
                return i;
            }
        }

        return -1;
    }

    private int FindHashed(ReadOnlySpan<byte> name)
    {
        if (_buckets is null || _buckets.Length < Count)
        {
            Rehash();
        }

        for (var i = _buckets![BucketOf(name)] - 1; i >= 0; i = _slots![i].Next - 1)
        {
            if (name.SequenceEqual(NameAt(i)))
            {
                return i;
            }
        }

        return -1;
    }

    private void Rehash()
    {
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)Count * 2)];
        for (var i = 0; i < Count; i++)
        {
            Link(i, NameAt(i));
        }
    }

    private readonly void Link(int index, ReadOnlySpan<byte> name)
    {
        ref var head = ref _buckets![BucketOf(name)];
        _slots![index].Next = head;
        head = index + 1;
    }

    private readonly void Unlink(int index)
    {
        if (_buckets is null)
        {
            return;
        }

        ref var link = ref _buckets[BucketOf(NameAt(index))];
        while (link != index + 1)
        {
            link = ref _slots![link - 1].Next;
        }

        link = _slots![index].Next;
    }

    // HashCode is seeded at random for each process, so nobody can make up names that collide.
    private readonly int BucketOf(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode() & (_buckets!.Length - 1);
    }

    private int StoreName(ReadOnlySpan<byte> name)
    {
        if (_namesUsed + name.Length > (_names?.Length ?? 0))
        {
            MakeRoomForName(name.Length);
        }

        var offset = _namesUsed;
        name.CopyTo(_names.AsSpan(offset));
        _namesUsed += name.Length;
        _namesLive += name.Length;
        return offset;
    }

    private void MakeRoomForName(int length)
    {
        var names = new byte[Math.Max(32, (_namesLive + length) * 2)];
        var used = 0;
        for (var i = 0; i < Count; i++)
        {
            var name = NameAt(i);
            name.CopyTo(names.AsSpan(used));
            _slots![i].NameOffset = used;
            used += name.Length;
        }

        (_names, _namesUsed) = (names, used);
    }

    private struct Slot
    {
        public Node Node;
        public int NameOffset;
        public int Next;
        public byte NameLength;
        public bool IsLink;

        public readonly ReadOnlySpan<byte> NameIn(byte[] names) => names.AsSpan(NameOffset, NameLength);
    }
}
