using System.Text.Unicode;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// One file of a layer as the table of contents of a zstd:chunked layer describes it, type <c>FileMetadata</c> of
/// https://github.com/containers/storage/blob/v1.57.2/pkg/chunked/internal/minimal/compression.go. It only borrows what it
/// is made of. A value that is zero, empty or null is left out of the JSON.
/// </summary>
public readonly ref struct TocEntry
{
    public required TocEntryType Type { get; init; }

    /// <summary>The name as a tar has it: from the layer's root, without a leading slash, with one at the end of a directory.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>The target of a symbolic link, or the name that a hard link links to.</summary>
    public ReadOnlySpan<byte> LinkName { get; init; }

    /// <summary>The permission, set-id and sticky bits; of a blob's own table all that the tar's header has.</summary>
    public uint Mode { get; init; }

    /// <summary>The size of a regular file's content in bytes.</summary>
    public long Size { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>When the content last changed.</summary>
    public TocTime? Mtime { get; init; }

    /// <summary>When it was last read; only where the tar says so, with which podman compares it.</summary>
    public TocTime? AccessTime { get; init; }

    /// <summary>When its metadata last changed; as <see cref="AccessTime"/>.</summary>
    public TocTime? ChangeTime { get; init; }

    public uint DeviceMajor { get; init; }

    public uint DeviceMinor { get; init; }

    /// <summary>The extended attributes, in the order of their names' bytes.</summary>
    public ReadOnlySpan<TarXattr> Xattrs { get; init; }

    /// <summary>The digest of a regular file's content; none for an empty file.</summary>
    public Digest Digest { get; init; }

    /// <summary>Where the content lies in the blob, if it is in one.</summary>
    public TocChunk Chunk { get; init; }

    /// <summary>Why a table of contents cannot carry the entry, to be read after its name; null where it can.</summary>
    public string? Obstacle
    {
        get
        {
            if (!Utf8.IsValid(Name) || !Utf8.IsValid(LinkName))
            {
                return Utf8.IsValid(Name) ? "links to a name that is not UTF-8" : "is not UTF-8";
            }

            foreach (var xattr in Xattrs)
            {
                if (!Utf8.IsValid(xattr.Name))
                {
                    return "has an extended attribute whose name is not UTF-8";
                }
            }

            return Mtime is { IsRepresentable: false } || AccessTime is { IsRepresentable: false } || ChangeTime is { IsRepresentable: false }
                ? "has a time outside of the years 1 to 9999"
                : null;
        }
    }
}
