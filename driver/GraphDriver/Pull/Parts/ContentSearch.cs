using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Parts;

/// <summary>Places the contents of a layer that this machine holds.</summary>
/// <param name="finder">Finds them.</param>
/// <param name="staging">The layer.</param>
internal sealed class ContentSearch(ContentFinder finder, LayerStaging staging)
{
    /// <summary>Places what is found, in the order of the table of contents, and notes the chunks that the index does not know.</summary>
    /// <returns>What is missing.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public List<MissingContent> Run(LayerContents contents, CancellationToken cancellationToken)
    {
        var missing = new List<MissingContent>();
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        foreach (var content in contents.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            content.File.Hash.CopyTo(hash);
            if (finder.TryLink(staging.Diff, hash, content.File.Size, out var verity))
            {
                contents.Place(content, verity);
                NoteChunks(content.File);
            }
            else
            {
                TocChunks.Add(staging.Index, content.File);
                missing.Add(MissingContent.Of(content, IsHere));
            }
        }

        return missing;
    }

    /// <summary>Where the index knows the first chunk of a file, it knows them all.</summary>
    private void NoteChunks(TocFile file)
    {
        if (file.Chunks.Count > 1)
        {
            Span<byte> hash = stackalloc byte[ContentHash.Size];
            file.Chunks[0].Hash.CopyTo(hash);
            if (!finder.KnowsChunk(hash))
            {
                TocChunks.Add(staging.Index, file);
            }
        }
    }

    private bool IsHere(TocChunk chunk)
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        chunk.Hash.CopyTo(hash);
        if (!finder.TryFindChunk(hash, chunk.Size, out var found))
        {
            return false;
        }

        found.Dispose();
        return true;
    }
}
