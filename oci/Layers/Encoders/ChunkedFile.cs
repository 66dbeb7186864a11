using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>An entry of a tar, until it is known where its content lies in the blob.</summary>
internal sealed class ChunkedFile
{
    private readonly TocEntryType _type;
    private readonly byte[] _name;
    private readonly byte[] _linkName;
    private readonly TarXattr[] _xattrs;
    private readonly uint _mode;
    private readonly long _size;
    private readonly uint _uid;
    private readonly uint _gid;
    private readonly uint _deviceMajor;
    private readonly uint _deviceMinor;
    private readonly TocTime _mtime;
    private readonly TocTime? _accessTime;
    private readonly TocTime? _changeTime;
    private readonly List<TocChunk> _chunks = [];
    private long _contentOffset;

    public ChunkedFile(TarEntry entry)
    {
        _type = TypeOf(entry.Type);
        _name = entry.Name.ToArray();
        _linkName = entry.LinkName.ToArray();
        _xattrs = [.. entry.Xattrs];
        Array.Sort(_xattrs, (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        _mode = (uint)entry.HeaderMode;
        _size = entry.Size;
        (_uid, _gid) = (entry.Uid, entry.Gid);
        (_deviceMajor, _deviceMinor) = (entry.DeviceMajor, entry.DeviceMinor);
        _mtime = new TocTime(entry.MtimeSeconds, entry.MtimeNanoseconds);
        _accessTime = Time(entry.AccessTime);
        _changeTime = Time(entry.ChangeTime);
    }

    /// <summary>The digest of the content, known when its last chunk is.</summary>
    public Digest Digest { get; set; }

    /// <summary>Why a table of contents cannot carry <paramref name="entry"/>, to be read after its name; null where it can.</summary>
    public static string? Obstacle(TarEntry entry)
    {
        if (entry.SparseMap is not null)
        {
            return "is sparse";
        }

        if (entry.HeaderMode is < 0 or > uint.MaxValue)
        {
            return "has a mode that is out of range";
        }

        return entry.Peculiarity ?? new ChunkedFile(entry).Entry(default, default).Obstacle;
    }

    /// <summary>Adds the next chunk.</summary>
    /// <param name="offset">Where its frames begin in the blob.</param>
    /// <param name="endOffset">Where they end.</param>
    /// <param name="size">Its uncompressed size.</param>
    /// <param name="digest">Its uncompressed bytes' digest.</param>
    /// <param name="isZeros">It is a hole.</param>
    public void Add(long offset, long endOffset, long size, Digest digest, bool isZeros)
    {
        _chunks.Add(new TocChunk
        {
            Offset = offset,
            EndOffset = endOffset,
            Size = size,
            ContentOffset = _contentOffset,
            Digest = digest,
            IsZeros = isZeros,
        });
        _contentOffset += size;
    }

    /// <summary>Writes the entry, and one more for each chunk after the first.</summary>
    public void WriteTo(TocWriter toc)
    {
        toc.Write(Entry(FirstChunk(), Digest));
        foreach (TocChunk chunk in _chunks.Skip(1))
        {
            toc.Write(new TocEntry { Type = TocEntryType.Chunk, Name = _name, Chunk = chunk with { EndOffset = 0 } });
        }
    }

    private TocChunk FirstChunk() => _chunks switch
    {
        [] => default,
        [var only] => new TocChunk { Offset = only.Offset, EndOffset = only.EndOffset },
        [var first, .., var last] => first with { EndOffset = last.EndOffset },
    };

    private TocEntry Entry(in TocChunk chunk, Digest digest) => new()
    {
        Type = _type,
        Name = _name,
        LinkName = _linkName,
        Mode = _mode,
        Size = _size,
        Uid = _uid,
        Gid = _gid,
        Mtime = _mtime,
        AccessTime = _accessTime,
        ChangeTime = _changeTime,
        DeviceMajor = _deviceMajor,
        DeviceMinor = _deviceMinor,
        Xattrs = _xattrs,
        Digest = digest,
        Chunk = chunk,
    };

    private static TocTime? Time(TarTime? time) => time is { } value ? new TocTime(value.Seconds, value.Nanoseconds) : null;

    private static TocEntryType TypeOf(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile => TocEntryType.RegularFile,
        TarEntryType.HardLink => TocEntryType.HardLink,
        TarEntryType.SymbolicLink => TocEntryType.SymbolicLink,
        TarEntryType.CharacterDevice => TocEntryType.CharacterDevice,
        TarEntryType.BlockDevice => TocEntryType.BlockDevice,
        TarEntryType.Directory => TocEntryType.Directory,
        TarEntryType.Fifo => TocEntryType.Fifo,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of entry"),
    };
}
