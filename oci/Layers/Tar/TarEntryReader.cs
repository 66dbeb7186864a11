namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Reads the headers that make up one entry, from the first extension header up to the first byte of its payload.</summary>
internal sealed class TarEntryReader
{
    private readonly ITarByteSink? _sink;
    private readonly TarBlocks _blocks;
    private readonly SparseEntryReader _sparse;
    private readonly PaxHeader _pax = new();
    private readonly ByteField _longName = new();
    private readonly ByteField _longLinkName = new();
    private readonly ByteField _extension = new();

    public TarEntryReader(TarBuffer buffer, ITarByteSink? sink)
    {
        _sink = sink;
        _blocks = new TarBlocks(buffer, sink);
        _sparse = new SparseEntryReader(_blocks, _pax, Current);
    }

    /// <summary>The entry read last.</summary>
    public TarEntry Current { get; } = new();

    /// <summary>The next entry, or null at the end of the archive.</summary>
    public TarEntry? Read()
    {
        ClearExtensions();
        while (_blocks.ReadHeader())
        {
            var header = new TarHeader(_blocks.Block);
            var fields = TarFields.Parse(header, Current.NameField, out string? problem);
            _blocks.Check(problem);
            if (!TarTypeFlag.IsExtension(header.TypeFlag))
            {
                CompleteEntry(header, fields);
                return Current;
            }

            _blocks.ReadExtension(fields.Size, _extension);
            TakeExtension(header.TypeFlag);
            if (!_blocks.SkipPadding(fields.Size))
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

    private void TakeExtension(byte typeFlag)
    {
        switch (typeFlag)
        {
            case TarTypeFlag.PaxHeader:
                _blocks.Check(_pax.TryParse(_extension.Span) ? null : "a malformed PAX header");
                break;
            case TarTypeFlag.PaxGlobalHeader:
                _blocks.Check(_pax.TryParse(_extension.Span) ? null : "a malformed global PAX header");
                PassGlobalHeader();
                break;
            case TarTypeFlag.GnuLongName:
                SetUpToNul(_longName);
                break;
            default:
                SetUpToNul(_longLinkName);
                break;
        }
    }

    private void SetUpToNul(ByteField field)
    {
        int end = _extension.Span.IndexOf((byte)0);
        field.Set(end < 0 ? _extension.Span : _extension.Span[..end]);
    }

    // What precedes a global header is lost with it, in Go's archive/tar too.
    private void PassGlobalHeader()
    {
        _blocks.Check(new TarFields().TryApply(_pax, out _) ? null : "a malformed value in a global PAX header");
        _sink?.Entry(_pax.Path.IsEmpty ? Current.NameField.Span : _pax[_pax.Path], 0);
        ClearExtensions();
    }

    private void CompleteEntry(TarHeader header, TarFields fields)
    {
        Current.LinkNameField.Set(header.LinkName);
        Replace(Current.NameField, _pax.Path, _longName);
        Replace(Current.LinkNameField, _pax.LinkPath, _longLinkName);
        Check(fields.TryApply(_pax, out string? problem) ? null : problem);
        Current.XattrList.Clear();
        Check(_pax.TryGetXattrs(Current.XattrList) ? null : "a malformed extended attribute");
        fields.Type = TarTypeFlag.Resolve(header.TypeFlag, Current.NameField.Span, out bool isOldGnuSparse);
        Check(fields.Type is null ? $"its type {ByteText.Quote([header.TypeFlag])} is none that a layer may hold" : null);
        Check(fields.CopyTo(Current));
        Current.Peculiarity = fields.Peculiarity(header, _pax);
        Check(_sparse.Read(header, isOldGnuSparse));
    }

    // By what the extension headers say, of which GNU's come first.
    private void Replace(ByteField field, PaxField pax, ByteField gnu)
    {
        if (!gnu.IsEmpty)
        {
            field.Set(gnu.Span);
        }
        else if (!pax.IsEmpty)
        {
            field.Set(_pax[pax]);
        }
    }

    private void Check(string? problem)
    {
        if (problem is not null)
        {
            throw new InvalidDataException($"tar entry {ByteText.Quote(Current.NameField.Span)}: {problem}");
        }
    }
}
