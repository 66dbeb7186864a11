using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>One entry of a table of contents as it stands there, unchecked; to be used for the next one again.</summary>
/// <param name="xattrPool">Keeps names and values of attributes, which many files share.</param>
internal sealed class TocFields(BytePool xattrPool)
{
    /// <summary>The entry's place among all, from 1.</summary>
    public int Number { get; set; }

    public TocEntryType? Type { get; set; }

    public ByteField Name { get; } = new();

    public ByteField LinkName { get; } = new();

    public long Mode { get; set; }

    public long Size { get; set; }

    public uint Uid { get; set; }

    public uint Gid { get; set; }

    public TocTime? Mtime { get; set; }

    public uint DeviceMajor { get; set; }

    public uint DeviceMinor { get; set; }

    public List<TarXattr> Xattrs { get; } = [];

    /// <summary>Room for the name of one.</summary>
    public ByteField XattrName { get; } = new();

    public BytePool XattrPool => xattrPool;

    public ContentHash Hash { get; set; }

    public long Offset { get; set; }

    public long EndOffset { get; set; }

    /// <summary>Of eStargz: where the content begins in what the gzip member at <see cref="Offset"/> holds.</summary>
    public long InnerOffset { get; set; }

    public long ChunkSize { get; set; }

    public long ChunkOffset { get; set; }

    public ContentHash ChunkHash { get; set; }

    public bool IsZeros { get; set; }

    /// <summary>Forgets all but the number.</summary>
    public void Clear()
    {
        (Type, Mtime, IsZeros) = (null, null, false);
        (Mode, Size, Uid, Gid, DeviceMajor, DeviceMinor) = (0, 0, 0, 0, 0, 0);
        (Offset, EndOffset, InnerOffset, ChunkSize, ChunkOffset) = (0, 0, 0, 0, 0);
        (Hash, ChunkHash) = (default, default);
        Name.Clear();
        LinkName.Clear();
        Xattrs.Clear();
    }

    /// <summary>An error that names the entry.</summary>
    public InvalidDataException Error(string reason) =>
        new($"table of contents: entry {Number}{(Name.IsEmpty ? "" : $", {ByteText.Quote(Name.Span)}")}: {reason}");
}
