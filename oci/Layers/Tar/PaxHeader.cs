namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// The records of one PAX extended header, with the meaning that Go's archive/tar gives them: of equal keys the last counts,
/// an empty value leaves the field of the ustar header as it is, and a second header for the same entry replaces the first.
/// </summary>
internal sealed class PaxHeader
{
    private readonly ByteField _payload = new();
    private readonly List<long> _sparseMap00 = [];

    /// <summary>An extended header precedes the entry.</summary>
    public bool IsPresent { get; private set; }

    public PaxField Path { get; private set; }

    public PaxField LinkPath { get; private set; }

    public PaxField Size { get; private set; }

    public PaxField Uid { get; private set; }

    public PaxField Gid { get; private set; }

    public PaxField Mtime { get; private set; }

    public PaxField Atime { get; private set; }

    public PaxField Ctime { get; private set; }

    /// <summary>Extended attributes stand in records that libarchive alone reads and writes.</summary>
    public bool HasLibarchiveXattr { get; private set; }

    public PaxField SparseMajor { get; private set; }

    public PaxField SparseMinor { get; private set; }

    public PaxField SparseName { get; private set; }

    public PaxField SparseSize { get; private set; }

    public PaxField SparseRealSize { get; private set; }

    public PaxField SparseBlockCount { get; private set; }

    public PaxField SparseMap { get; private set; }

    /// <summary>Offsets and lengths in turn, of the version 0.0, which gives them one record each.</summary>
    public IReadOnlyList<long> SparseMap00 => _sparseMap00;

    public ReadOnlySpan<byte> this[PaxField field] => _payload.Span.Slice(field.Start, field.Length);

    public void Clear()
    {
        _payload.Clear();
        _sparseMap00.Clear();
        IsPresent = false;
        Path = LinkPath = Size = Uid = Gid = Mtime = Atime = Ctime = default;
        HasLibarchiveXattr = false;
        SparseMajor = SparseMinor = SparseName = SparseSize = SparseRealSize = SparseBlockCount = SparseMap = default;
    }

    /// <summary>Replaces what was there by the records in <paramref name="payload"/>; false where they are malformed.</summary>
    public bool TryParse(ReadOnlySpan<byte> payload)
    {
        Clear();
        IsPresent = true;
        _payload.Set(payload);
        ReadOnlySpan<byte> rest = _payload.Span;
        while (!rest.IsEmpty)
        {
            if (!PaxRecord.TryTake(ref rest, out PaxRecord record))
            {
                return false;
            }

            int end = _payload.Length - rest.Length - 1;
            if (!TrySet(record, new PaxField(end - record.Value.Length, record.Value.Length)))
            {
                return false;
            }
        }

        return _sparseMap00.Count % 2 == 0;
    }

    /// <summary>Adds the extended attributes to <paramref name="xattrs"/>; false where one is malformed.</summary>
    public bool TryGetXattrs(List<TarXattr> xattrs)
    {
        ReadOnlySpan<byte> rest = _payload.Span;
        while (PaxRecord.TryTake(ref rest, out PaxRecord record))
        {
            if (!PaxXattr.TryAdd(record, xattrs))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySet(PaxRecord record, PaxField field)
    {
        ReadOnlySpan<byte> key = record.Key;
        if (key.StartsWith("GNU.sparse."u8))
        {
            return TrySetSparse(key["GNU.sparse."u8.Length..], record.Value, field);
        }

        HasLibarchiveXattr |= key.StartsWith(PaxXattr.Libarchive);

        if (key.SequenceEqual("path"u8))
        {
            Path = field;
        }
        else if (key.SequenceEqual("linkpath"u8))
        {
            LinkPath = field;
        }
        else if (key.SequenceEqual("size"u8))
        {
            Size = field;
        }
        else if (key.SequenceEqual("uid"u8))
        {
            Uid = field;
        }
        else if (key.SequenceEqual("gid"u8))
        {
            Gid = field;
        }
        else if (key.SequenceEqual("mtime"u8))
        {
            Mtime = field;
        }
        else if (key.SequenceEqual("atime"u8))
        {
            Atime = field;
        }
        else if (key.SequenceEqual("ctime"u8))
        {
            Ctime = field;
        }

        return true;
    }

    private bool TrySetSparse(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, PaxField field)
    {
        if (key.SequenceEqual("offset"u8) || key.SequenceEqual("numbytes"u8))
        {
            return TryAddSparse00(isOffset: key.SequenceEqual("offset"u8), value);
        }

        if (key.SequenceEqual("major"u8))
        {
            SparseMajor = field;
        }
        else if (key.SequenceEqual("minor"u8))
        {
            SparseMinor = field;
        }
        else if (key.SequenceEqual("name"u8))
        {
            SparseName = field;
        }
        else if (key.SequenceEqual("size"u8))
        {
            SparseSize = field;
        }
        else if (key.SequenceEqual("realsize"u8))
        {
            SparseRealSize = field;
        }
        else if (key.SequenceEqual("numblocks"u8))
        {
            SparseBlockCount = field;
        }
        else if (key.SequenceEqual("map"u8))
        {
            SparseMap = field;
        }

        return true;
    }

    private bool TryAddSparse00(bool isOffset, ReadOnlySpan<byte> value)
    {
        bool offsetIsNext = _sparseMap00.Count % 2 == 0;
        if (isOffset != offsetIsNext || !PaxNumber.TryParse(value, out long number))
        {
            return false;
        }

        _sparseMap00.Add(number);
        return true;
    }
}
