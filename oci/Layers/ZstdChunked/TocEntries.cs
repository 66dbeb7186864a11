using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Shows the files of a table of contents as the entries of the tar that they describe, for layers that have no tar-split.</summary>
/// <param name="toc">The table of contents.</param>
public sealed class TocEntries(TableOfContents toc)
{
    private readonly TarEntry _entry = new();
    private int _next;

    /// <summary>The next file and its entry, which is valid until the one after it; null at the end.</summary>
    public (TocFile File, TarEntry Entry)? Read()
    {
        if (_next == toc.Files.Count)
        {
            return null;
        }

        var file = toc.Files[_next++];
        _entry.Type = TypeOf(file.Type);
        _entry.NameField.Set(file.Name.Span);
        _entry.LinkNameField.Set(file.LinkName.Span);
        (_entry.Mode, _entry.Uid, _entry.Gid) = (file.Mode, file.Uid, file.Gid);
        (_entry.MtimeSeconds, _entry.MtimeNanoseconds) = (file.Mtime?.Seconds ?? 0, file.Mtime?.Nanoseconds ?? 0);
        (_entry.DeviceMajor, _entry.DeviceMinor) = (file.DeviceMajor, file.DeviceMinor);
        _entry.Size = _entry.StoredSize = file.Size;
        _entry.XattrList.Clear();
        _entry.XattrList.AddRange(file.Xattrs);
        return (file, _entry);
    }

    private static TarEntryType TypeOf(TocEntryType type) => type switch
    {
        TocEntryType.Directory => TarEntryType.Directory,
        TocEntryType.HardLink => TarEntryType.HardLink,
        TocEntryType.SymbolicLink => TarEntryType.SymbolicLink,
        TocEntryType.CharacterDevice => TarEntryType.CharacterDevice,
        TocEntryType.BlockDevice => TarEntryType.BlockDevice,
        TocEntryType.Fifo => TarEntryType.Fifo,
        _ => TarEntryType.RegularFile,
    };
}
