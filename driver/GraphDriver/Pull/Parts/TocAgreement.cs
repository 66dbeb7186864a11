using GraphDriver.Layers;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Holds the table of contents of a layer against the tar that its tar-split gives: entry by entry, in order, they have to say the
/// same. Else other tools, which go by the table alone, would have another image of the same name.
/// </summary>
/// <param name="toc">The table of contents.</param>
internal sealed class TocAgreement(TableOfContents toc)
{
    private int _next;

    /// <summary>Takes the next entry of the tar and returns what the table of contents has for it.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public TocFile Match(TarEntry entry)
    {
        if (_next == toc.Files.Count)
        {
            throw Disagree(entry, "is in the tar-split alone");
        }

        var file = toc.Files[_next++];
        if (!file.Name.Span.SequenceEqual(entry.Name.Span))
        {
            throw Disagree(entry, $"stands where the table of contents has '{EntryPath.Display(file.Name.Span)}'");
        }

        return FindDifference(file, entry) is { } difference ? throw Disagree(entry, $"differs in {difference} from the table of contents") : file;
    }

    /// <summary>The tar is at its end.</summary>
    /// <exception cref="InvalidDataException">The table of contents is not.</exception>
    public void Finish()
    {
        if (_next < toc.Files.Count)
        {
            throw new InvalidDataException(
                $"layer entry '{EntryPath.Display(toc.Files[_next].Name.Span)}' is in the table of contents and not in the tar-split");
        }
    }

    private static string? FindDifference(TocFile file, TarEntry entry)
    {
        if (file.Type != TypeOf(entry))
        {
            return "type";
        }

        var isDevice = entry.Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice;
        var isLink = entry.Type is TarEntryType.SymbolicLink or TarEntryType.HardLink;
        return file.Size != entry.Size ? "size"
            : file.Mode != entry.Mode ? "mode"
            : file.Uid != entry.Uid || file.Gid != entry.Gid ? "owner"
            : isLink && !file.LinkName.Span.SequenceEqual(entry.LinkName.Span) ? "link target"
            : isDevice && (file.DeviceMajor != entry.DeviceMajor || file.DeviceMinor != entry.DeviceMinor) ? "device number"
            : (file.Mtime ?? default) != new TocTime(entry.MtimeSeconds, entry.MtimeNanoseconds) ? "modification time"
            : HaveSameXattrs(file.Xattrs, entry.Xattrs) ? null : "extended attributes";
    }

    private static bool HaveSameXattrs(IReadOnlyList<TarXattr> one, IReadOnlyList<TarXattr> other)
    {
        if (one.Count != other.Count)
        {
            return false;
        }

        foreach (var xattr in one)
        {
            if (!other.Any(same => same.Name.AsSpan().SequenceEqual(xattr.Name) && same.Value.AsSpan().SequenceEqual(xattr.Value)))
            {
                return false;
            }
        }

        return true;
    }

    private static TocEntryType TypeOf(TarEntry entry) => entry.Type switch
    {
        TarEntryType.Directory => TocEntryType.Directory,
        TarEntryType.HardLink => TocEntryType.HardLink,
        TarEntryType.SymbolicLink => TocEntryType.SymbolicLink,
        TarEntryType.CharacterDevice => TocEntryType.CharacterDevice,
        TarEntryType.BlockDevice => TocEntryType.BlockDevice,
        TarEntryType.Fifo => TocEntryType.Fifo,
        _ => TocEntryType.RegularFile,
    };

    private static InvalidDataException Disagree(TarEntry entry, string how) =>
        new($"layer entry '{EntryPath.Display(entry.Name.Span)}' {how}");
}
