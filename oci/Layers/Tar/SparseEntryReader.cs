namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Reads the sparse map of an entry, in whichever of the four ways it is given. Each method returns what is wrong, or null.</summary>
internal sealed class SparseEntryReader(TarBlocks blocks, PaxHeader pax, TarEntry entry)
{
    /// <summary>
    /// Gives the entry its map, true size and name, if it is sparse. Its stored size becomes that of the segments, where the map stood
    /// before them.
    /// </summary>
    public string? Read(TarHeader header, bool isOldGnu)
    {
        entry.SparseMap = null;
        SparseFormat format = SparseHeader.Detect(isOldGnu, pax);
        if (format == SparseFormat.None)
        {
            return null;
        }

        if (entry.Type != TarEntryType.RegularFile)
        {
            return "it is sparse and no regular file";
        }

        if (!SparseHeader.TryGetSize(format, header, pax, entry, out long size))
        {
            return "its sparse header is malformed";
        }

        var map = new SparseMapBuilder();
        string? problem = ReadMap(format, header, map) ?? map.Check(size, entry.StoredSize);
        entry.Size = size;
        entry.SparseMap = map.Build();
        return problem;
    }

    private string? ReadMap(SparseFormat format, TarHeader header, SparseMapBuilder map) => format switch
    {
        SparseFormat.OldGnu => ReadOldGnu(header, map),
        SparseFormat.Pax0 => SparseMapReader.ReadPax0(pax, map),
        SparseFormat.Pax1 => ReadPax1(map),
        _ => "its sparse format is of an unknown version",
    };

    private string? ReadOldGnu(TarHeader header, SparseMapBuilder map)
    {
        string? problem = SparseMapReader.ReadOldGnu(header.GnuSparse, map, out bool isExtended);
        while (problem is null && isExtended)
        {
            problem = blocks.Take() ? SparseMapReader.ReadOldGnu(blocks.Block, map, out isExtended) : "the stream ends in its sparse map";
        }

        return problem;
    }

    private string? ReadPax1(SparseMapBuilder map)
    {
        var lines = new SparseMap10(map);
        while (!lines.IsComplete)
        {
            if (entry.StoredSize < TarHeader.Size || !blocks.Take())
            {
                return "its sparse map is cut short";
            }

            entry.StoredSize -= TarHeader.Size;
            if (lines.Feed(blocks.Block) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
