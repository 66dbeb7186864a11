using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// Finds the entries of a tar archive that images are kept in, reading its headers and nothing between them. PAX and
/// GNU names and sizes are understood. Of two entries of one name the last one counts, as when the archive is unpacked.
/// </summary>
internal sealed class TarIndexer
{
    private const int MaxEntries = 100_000;
    private const int MaxNameLength = 1024;
    private const long MaxExtension = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly string _source;
    private readonly long _length;
    private readonly byte[] _block = new byte[TarHeader.Size];
    private readonly Dictionary<string, TarIndexEntry> _entries = new(StringComparer.Ordinal);

    // What extension headers say of the entry that follows them.
    private PaxRecords? _pax;
    private string? _longName;
    private string? _longLinkName;

    private TarIndexer(SafeFileHandle file, string source)
    {
        _file = file;
        _source = source;
        _length = RandomAccess.GetLength(file);
    }

    /// <summary>The entries by name, as <see cref="CleanPath"/> gives it.</summary>
    /// <exception cref="InvalidDataException">The file is no tar archive, or is cut off.</exception>
    public static Dictionary<string, TarIndexEntry> Read(SafeFileHandle file, string source, CancellationToken cancellationToken)
    {
        var indexer = new TarIndexer(file, source);
        indexer.ReadEntries(cancellationToken);
        return indexer._entries;
    }

    /// <summary>The path without empty parts, <c>.</c> and <c>..</c>; null where it leads out of the root, or to it.</summary>
    public static string? CleanPath(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? null : string.Join('/', parts);
    }

    private void ReadEntries(CancellationToken cancellationToken)
    {
        if (_length == 0)
        {
            throw new InvalidDataException($"{_source}: not a tar archive: the file is empty");
        }

        long offset = 0;
        for (var count = 0; offset < _length; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count == MaxEntries)
            {
                throw new InvalidDataException($"{_source}: the archive has more than {MaxEntries} entries");
            }

            ReadExactly(_block, offset);
            if (TarHeader.Parse(_block, _source) is not { } header)
            {
                return;
            }

            offset += TarHeader.Size;
            offset += TarHeader.PaddedSize(Take(header, offset));
        }
    }

    /// <summary>Takes the entry or extension whose payload begins at <paramref name="offset"/>; returns the payload's size.</summary>
    private long Take(TarHeader header, long offset)
    {
        switch (header.Type)
        {
            case 'x':
                _pax = PaxRecords.Parse(Extension(header, offset), _source);
                return header.PayloadSize;
            case 'L':
                _longName = TarHeader.Text(Extension(header, offset));
                return header.PayloadSize;
            case 'K':
                _longLinkName = TarHeader.Text(Extension(header, offset));
                return header.PayloadSize;
            case 'g':
                RequireInside(offset, header.PayloadSize);
                return header.PayloadSize;
        }

        var entry = EntryOf(header, offset);
        RequireInside(offset, entry.Size);
        var given = _pax?.Path ?? _longName ?? header.Name;
        if (given.Length > MaxNameLength || entry.Target.Length > MaxNameLength)
        {
            throw new InvalidDataException($"{_source}: the archive has a name of more than {MaxNameLength} characters");
        }

        if (CleanPath(given) is { } name)
        {
            _entries[name] = entry;
        }

        (_pax, _longName, _longLinkName) = (null, null, null);
        return entry.Size;
    }

    private TarIndexEntry EntryOf(TarHeader header, long offset)
    {
        var size = _pax?.Size ?? header.PayloadSize;
        var target = _pax?.LinkPath ?? _longLinkName ?? header.LinkName;
        return header.Type switch
        {
            '0' or '\0' or '7' => new TarIndexEntry(_pax is { IsSparse: true } ? TarIndexEntryKind.Other : TarIndexEntryKind.File, offset, size, ""),
            // Tools disagree whether the size of a link counts; none writes another one than zero.
            '1' => new TarIndexEntry(TarIndexEntryKind.HardLink, offset, 0, target),
            '2' => new TarIndexEntry(TarIndexEntryKind.SymbolicLink, offset, 0, target),
            '3' or '4' or '5' or '6' => new TarIndexEntry(TarIndexEntryKind.Other, offset, 0, ""),
            _ => new TarIndexEntry(TarIndexEntryKind.Other, offset, size, ""),
        };
    }

    private byte[] Extension(TarHeader header, long offset)
    {
        if (header.PayloadSize > MaxExtension)
        {
            throw new InvalidDataException($"{_source}: an extension header of the archive has {header.PayloadSize} bytes, more than {MaxExtension}");
        }

        var bytes = new byte[header.PayloadSize];
        ReadExactly(bytes, offset);
        return bytes;
    }

    private void RequireInside(long offset, long size)
    {
        if (size > _length - offset)
        {
            throw new InvalidDataException($"{_source}: the archive is cut off: an entry needs {size} bytes from {offset} on, the file has {_length}");
        }
    }

    private void ReadExactly(Span<byte> buffer, long offset)
    {
        RequireInside(offset, buffer.Length);
        while (!buffer.IsEmpty)
        {
            var count = RandomAccess.Read(_file, buffer, offset);
            if (count == 0)
            {
                throw new InvalidDataException($"{_source}: the archive is cut off at {offset}");
            }

            buffer = buffer[count..];
            offset += count;
        }
    }
}
