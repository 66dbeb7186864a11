using System.Numerics;
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
    private const int FirstCount = 64;

    /// <summary>
    /// Looks for the largest contents until one is found, or enough are missing: where those alone decide, the thousands of small ones need no
    /// look-up each.
    /// </summary>
    /// <param name="contents">All contents.</param>
    /// <param name="isEnough">Whether it is decided by what is missing so far, were all others here.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What is missing where that is enough; null where it is not, or something is here.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<MissingContent>? LargestMissing(
        LayerContents contents, Func<IReadOnlyList<MissingContent>, bool> isEnough, CancellationToken cancellationToken)
    {
        var missing = new List<MissingContent>();
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        foreach (var content in contents.All.OrderByDescending(content => content.File.Size))
        {
            cancellationToken.ThrowIfCancellationRequested();
            content.File.Hash.CopyTo(hash);
            if (finder.Holds(hash, content.File.Size))
            {
                return null;
            }

            missing.Add(MissingContent.Of(content, IsHere));
            if (missing.Count >= FirstCount && BitOperations.IsPow2(missing.Count) && isEnough(missing))
            {
                return missing;
            }
        }

        return isEnough(missing) ? missing : null;
    }

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
