using GraphDriver.Objects;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Partial;

/// <summary>Places the contents of a layer that this machine holds.</summary>
/// <param name="finder">Finds them.</param>
/// <param name="diff">The layer's <c>diff/</c>.</param>
internal sealed class ContentSearch(ContentFinder finder, SafeFileHandle diff)
{
    /// <summary>Places what is found, in the order of the table of contents.</summary>
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
            if (finder.TryLink(diff, hash, content.File.Size, out var verity))
            {
                contents.Place(content, verity);
            }
            else
            {
                missing.Add(MissingContent.Of(content, IsHere));
            }
        }

        return missing;
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
