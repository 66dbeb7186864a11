using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Puts one file together from its entry and those of its further chunks, and checks that they agree.</summary>
internal sealed class TocFileBuilder(BlobLayout layout, TocLimits limits)
{
    // What an object of each kind takes, roughly, with its places in lists and tables.
    private const int FileCost = 240;
    private const int ChunkCost = 112;
    private const int XattrCost = 80;

    private static readonly ContentHash EmptyHash = ContentHash.Of([]);

    private readonly ByteArena _names = new();
    private readonly TocChunksBuilder _chunks = new(layout);
    private TocFields? _fields;
    private int _fileCount;
    private int _chunkCount;
    private long _memory;

    /// <summary>Begins a file with its own entry, which must not change until <see cref="Finish"/>.</summary>
    public void Begin(TocFields entry)
    {
        _fields = entry;
        _chunks.Clear();
        if (entry.Name.IsEmpty)
        {
            throw entry.Error("it has no name");
        }

        if (entry.Type is TocEntryType.HardLink or TocEntryType.SymbolicLink && entry.LinkName.IsEmpty)
        {
            throw entry.Error("it links to nothing");
        }

        if (Math.Max(entry.Name.Length, entry.LinkName.Length) > limits.MaxNameLength)
        {
            throw entry.Error($"its name or the one it links to has more than {limits.MaxNameLength} bytes");
        }

        if (++_fileCount > limits.MaxFiles)
        {
            throw entry.Error($"there are more than {limits.MaxFiles} files");
        }

        Spend(entry, FileCost + entry.Name.Length + entry.LinkName.Length + entry.Xattrs.Sum(xattr => XattrCost + xattr.Name.Length + (long)xattr.Value.Length));
        if (entry.Type == TocEntryType.RegularFile && entry.Size > 0)
        {
            _chunks.Add(entry);
        }
    }

    /// <summary>Adds an entry of type <see cref="TocEntryType.Chunk"/>.</summary>
    public void Continue(TocFields entry)
    {
        if (_chunks.Count == 0 || !entry.Name.Span.SequenceEqual(_fields!.Name.Span))
        {
            throw entry.Error("it is a chunk, but does not follow a regular file of that name that has content");
        }

        if (++_chunkCount > limits.MaxChunks)
        {
            throw entry.Error($"there are more than {limits.MaxChunks} chunks");
        }

        Spend(entry, ChunkCost);
        _chunks.Add(entry);
    }

    /// <summary>Checks the file that was begun, and makes it.</summary>
    public TocFile Finish()
    {
        var entry = _fields!;
        var isContent = _chunks.Count > 0;
        if (entry.Type == TocEntryType.RegularFile && !isContent && !entry.Hash.IsEmpty && entry.Hash != EmptyHash)
        {
            throw entry.Error("it is empty, but its digest is not that of nothing");
        }

        var hash = isContent ? _chunks.Finish(entry) : default;
        return new TocFile(_chunks.Chunks, entry.Mtime)
        {
            Type = entry.Type ?? throw entry.Error("it has no type"),
            Name = _names.Keep(entry.Name.Span),
            LinkName = _names.Keep(entry.LinkName.Span),
            Mode = (uint)entry.Mode & 0xFFF,
            Size = isContent ? entry.Size : 0,
            Uid = entry.Uid,
            Gid = entry.Gid,
            DeviceMajor = entry.DeviceMajor,
            DeviceMinor = entry.DeviceMinor,
            Xattrs = SortXattrs(entry),
            Hash = hash,
        };
    }

    private static TarXattr[] SortXattrs(TocFields entry)
    {
        if (entry.Xattrs.Count == 0)
        {
            return [];
        }

        var xattrs = entry.Xattrs.ToArray();
        Array.Sort(xattrs, static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        for (var i = 0; i < xattrs.Length; i++)
        {
            if (xattrs[i].Name.Length == 0 || (i > 0 && xattrs[i].Name.AsSpan().SequenceEqual(xattrs[i - 1].Name)))
            {
                throw entry.Error("it has an extended attribute without a name, or one twice");
            }
        }

        return xattrs;
    }

    private void Spend(TocFields entry, long cost)
    {
        _memory += cost;
        if (_memory > limits.MaxMemory)
        {
            throw entry.Error($"what was read so far takes more than {limits.MaxMemory} bytes of memory");
        }
    }
}
