namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Reads the headers that make up one entry, from the first extension header up to the first byte of its payload.</summary>
internal sealed class TarEntryReader(TarBuffer buffer, ITarByteSink? sink)
{
    /// <summary>Bound of a PAX header, a long name or a long link name; that of Go's archive/tar and of libarchive.</summary>
    public const int MaxExtensionSize = 1 << 20;

    private readonly PaxHeader _pax = new();
    private readonly ByteField _longName = new();
    private readonly ByteField _longLinkName = new();
    private readonly ByteField _extension = new();
    private readonly byte[] _block = new byte[TarHeader.Size];
    private long _headerOffset;

    /// <summary>The entry read last.</summary>
    public TarEntry Current { get; } = new();

    /// <summary>The next entry, or null at the end of the archive.</summary>
    public TarEntry? Read()
    {
        ClearExtensions();
        while (ReadBlock())
        {
            var header = new TarHeader(_block);
            var fields = TarFields.Parse(header, Current.NameField, out string? problem);
            Check(problem);
            switch (header.TypeFlag)
            {
                case TarTypeFlag.PaxHeader:
                    ReadExtension(fields.Size);
                    Check(_pax.TryParse(_extension.Span) ? null : "a malformed PAX header");
                    break;
                case TarTypeFlag.PaxGlobalHeader:
                    ReadExtension(fields.Size);
                    Check(_pax.TryParse(_extension.Span) ? null : "a malformed global PAX header");
                    PassGlobalHeader();
                    break;
                case TarTypeFlag.GnuLongName:
                    ReadExtension(fields.Size);
                    SetUpToNul(_longName);
                    break;
                case TarTypeFlag.GnuLongLinkName:
                    ReadExtension(fields.Size);
                    SetUpToNul(_longLinkName);
                    break;
                default:
                    CompleteEntry(header, fields);
                    return Current;
            }

            if (!SkipPadding(fields.Size))
            {
                return null;
            }
        }

        return null;
    }

    private void ClearExtensions()
    {
        _pax.Clear();
        _longName.Clear();
        _longLinkName.Clear();
    }

    /// <summary>Reads the next header block; false at the end of the archive, which is two zero blocks or the end of the stream.</summary>
    private bool ReadBlock()
    {
        _headerOffset = buffer.Offset;
        if (!TakeBlock())
        {
            return false;
        }

        if (_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            Check(new TarHeader(_block).ChecksumIsRight() ? null : "a wrong checksum");
            return true;
        }

        if (TakeBlock())
        {
            Check(_block.AsSpan().ContainsAnyExcept((byte)0) ? "a zero block before it" : null);
        }

        return false;
    }

    private bool TakeBlock()
    {
        ReadOnlySpan<byte> block = buffer.Take(TarHeader.Size);
        sink?.Raw(block);
        Check(block.Length is 0 or TarHeader.Size ? null : "no more than " + block.Length + " bytes before the stream ends");
        block.CopyTo(_block);
        return !block.IsEmpty;
    }

    private void ReadExtension(long size)
    {
        Check(size is >= 0 and <= MaxExtensionSize ? null : $"an extension of {size} bytes, where {MaxExtensionSize} is the most");
        _extension.Clear();
        while (_extension.Length < size)
        {
            ReadOnlySpan<byte> bytes = buffer.TakeSome(size - _extension.Length);
            Check(bytes.IsEmpty ? "an extension that the stream ends in" : null);
            sink?.Raw(bytes);
            _extension.Append(bytes);
        }
    }

    private bool SkipPadding(long size)
    {
        int padding = TarReader.PaddingOf(size);
        ReadOnlySpan<byte> bytes = buffer.Take(padding);
        sink?.Raw(bytes);
        return bytes.Length == padding;
    }

    private void SetUpToNul(ByteField field)
    {
        int end = _extension.Span.IndexOf((byte)0);
        field.Set(end < 0 ? _extension.Span : _extension.Span[..end]);
    }

    // What precedes a global header is lost with it, in Go's archive/tar too.
    private void PassGlobalHeader()
    {
        Check(new TarFields().TryApply(_pax, out _) ? null : "a malformed value in a global PAX header");
        sink?.Entry(_pax.Path.IsEmpty ? Current.NameField.Span : _pax[_pax.Path], 0);
        ClearExtensions();
    }

    private void CompleteEntry(TarHeader header, TarFields fields)
    {
        SetName(Current.NameField, default, _pax.Path, _longName);
        SetName(Current.LinkNameField, header.LinkName, _pax.LinkPath, _longLinkName);
        CheckEntry(fields.TryApply(_pax, out string? problem) ? null : problem);
        Current.XattrList.Clear();
        CheckEntry(_pax.TryGetXattrs(Current.XattrList) ? null : "a malformed extended attribute");
        fields.Type = TarTypeFlag.Resolve(header.TypeFlag, Current.NameField.Span, out bool isOldGnuSparse);
        CheckEntry(fields.Type is null ? $"its type {ByteText.Quote([header.TypeFlag])} is none that a layer may hold" : null);
        CheckEntry(fields.CopyTo(Current));
        ReadSparseMap(header, isOldGnuSparse);
    }

    private void SetName(ByteField target, ReadOnlySpan<byte> ustar, PaxField field, ByteField gnu)
    {
        if (!gnu.IsEmpty)
        {
            target.Set(gnu.Span);
        }
        else if (!field.IsEmpty)
        {
            target.Set(_pax[field]);
        }
        else if (target != Current.NameField)
        {
            target.Set(ustar);
        }
    }

    private void ReadSparseMap(TarHeader header, bool isOldGnu)
    {
        Current.SparseMap = null;
        SparseFormat format = SparseHeader.Detect(isOldGnu, _pax);
        if (format == SparseFormat.None)
        {
            return;
        }

        var map = new SparseMapBuilder();

        CheckEntry(Current.Type == TarEntryType.RegularFile ? null : "it is sparse and no regular file");
        CheckEntry(SparseHeader.TryGetSize(format, header, _pax, Current, out long size) ? null : "its sparse header is malformed");
        switch (format)
        {
            case SparseFormat.OldGnu:
                ReadOldGnuMap(header, map);
                break;
            case SparseFormat.Pax0:
                CheckEntry(SparseMapReader.ReadPax0(_pax, map));
                break;
            case SparseFormat.Pax1:
                ReadMap10(map);
                break;
            default:
                CheckEntry("its sparse format is of an unknown version");
                break;
        }

        Current.Size = size;
        CheckEntry(map.Check(size, Current.StoredSize));
        Current.SparseMap = map.Build();
    }

    private void ReadOldGnuMap(TarHeader header, SparseMapBuilder map)
    {
        CheckEntry(SparseMapReader.ReadOldGnu(header.GnuSparse, map, out bool isExtended));
        while (isExtended)
        {
            CheckEntry(TakeBlock() ? null : "the stream ends in its sparse map");
            CheckEntry(SparseMapReader.ReadOldGnu(_block, map, out isExtended));
        }
    }

    private void ReadMap10(SparseMapBuilder map)
    {
        var lines = new SparseMap10(map);
        while (!lines.IsComplete)
        {
            CheckEntry(Current.StoredSize >= TarHeader.Size && TakeBlock() ? null : "its sparse map is cut short");
            Current.StoredSize -= TarHeader.Size;
            CheckEntry(lines.Feed(_block));
        }
    }

    private void Check(string? problem)
    {
        if (problem is not null)
        {
            throw new InvalidDataException($"tar header at byte {_headerOffset}: {problem}");
        }
    }

    private void CheckEntry(string? problem)
    {
        if (problem is not null)
        {
            throw new InvalidDataException($"tar entry {ByteText.Quote(Current.NameField.Span)}: {problem}");
        }
    }
}
