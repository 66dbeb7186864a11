using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.EStargz;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Fuzz;

/// <summary>What is run on tables of contents and chunks.</summary>
internal static class TocTarget
{
    // Of the blobs that the corpus comes from.
    private const long ContentEnd = 70_000_000;
    private const int ChunkSize = 5_000;

    /// <summary>Reads a table in both formats; what is accepted has to be what its type promises.</summary>
    public static bool Table(byte[] input)
    {
        var isAccepted = Accepts(() => Check(TableOfContents.ReadZstdChunked(new MemoryStream(input), ContentEnd)));
        isAccepted |= Accepts(() => Check(TableOfContents.ReadEStargz(new MemoryStream(input), ContentEnd)));
        return isAccepted;
    }

    /// <summary>Decodes a zstd chunk, in memory and as a stream; also as what else ends like it.</summary>
    public static bool ZstdChunk(byte[] input)
    {
        var isFooter = ChunkedFooter.TryParse(input.AsSpan(Math.Max(0, input.Length - ChunkedFooter.Size)), out _);
        return Chunk(LayerCompression.Zstd, input) || isFooter;
    }

    /// <summary>Decodes a gzip chunk, in memory and as a stream; also as what else begins or ends like it.</summary>
    public static bool GzipChunk(byte[] input)
    {
        Accepts(() => EStargzFooter.Parse(input.AsSpan(Math.Max(0, input.Length - EStargzFooter.Size)), input.Length));
        Accepts(() => EStargzToc.Unpack(input, default, new TocLimits { MaxTocSize = 1 << 20 }));
        return Chunk(LayerCompression.Gzip, input);
    }

    private static bool Chunk(LayerCompression compression, byte[] input)
    {
        // No digest is right: what is tried is all that comes before.
        using var decoder = new ChunkDecoder(compression);
        var chunk = new TocChunk { Offset = 1, EndOffset = 1 + input.Length, Size = ChunkSize, Hash = ContentHash.Of([]) };
        var isDecoded = Accepts(() => decoder.Decode(input, chunk, new byte[ChunkSize]));
        Accepts(() => decoder.Open(new MemoryStream(input), chunk with { Size = 2 << 20 }).CopyTo(Stream.Null));
        return isDecoded;
    }

    private static bool Accepts(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static void Check(TableOfContents table)
    {
        var ranges = new List<(long Offset, long End)>();
        foreach (var file in table.Files)
        {
            Require(ReferenceEquals(table.Find(file.Name.Span), file), "a name is not found, or is there twice");
            Require(file.Type != TocEntryType.Chunk && (file.Type == TocEntryType.RegularFile || file.Size == 0), "a file's type or size");
            long position = 0;
            foreach (var chunk in file.Chunks)
            {
                Require(chunk.ContentOffset == position && chunk.Size > 0 && !chunk.Hash.IsEmpty, "a chunk's place, size or digest");
                Require(chunk.IsZeros || chunk.Offset > 0, "a chunk without a range");
                position += chunk.Size;
                if (chunk.Offset > 0)
                {
                    ranges.Add((chunk.Offset, chunk.EndOffset));
                }
            }

            Require(position == file.Size, "chunks that do not cover the file");
        }

        ranges.Sort();
        for (var i = 0; i < ranges.Count; i++)
        {
            Require(ranges[i].Offset < ranges[i].End && ranges[i].End <= ContentEnd && (i == 0 || ranges[i - 1].End <= ranges[i].Offset), "ranges outside or over each other");
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"accepted: {otherwise}");
        }
    }
}
