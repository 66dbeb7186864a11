using System.Runtime.Intrinsics;
using GraphDriver.Objects.Index;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Parts;

/// <summary>Notes the chunks of a layer's large files for the index, so that a later layer finds them.</summary>
internal static class TocChunks
{
    /// <summary>Notes those of all files.</summary>
    public static void Add(IndexRecords index, TableOfContents toc)
    {
        foreach (var file in toc.Files)
        {
            Add(index, file);
        }
    }

    /// <summary>Notes those of one file; a file of one chunk is found by its object's name.</summary>
    public static void Add(IndexRecords index, TocFile file)
    {
        if (file.Chunks.Count < 2)
        {
            return;
        }

        Span<byte> hash = stackalloc byte[ContentHash.Size];
        file.Hash.CopyTo(hash);
        var content = Vector256.Create<byte>(hash);
        foreach (var chunk in file.Chunks)
        {
            if (!chunk.IsZeros)
            {
                chunk.Hash.CopyTo(hash);
                index.AddChunk(hash, new ChunkLocation(content, chunk.ContentOffset, chunk.Size));
            }
        }
    }
}
