using GraphDriver.Composefs.Verity;
using GraphDriver.Oci.Layers.ZstdChunked;

namespace GraphDriver.Pull.Parts;

/// <summary>One content of a layer, however many of its files have it.</summary>
/// <param name="file">The first file in the table of contents that has it.</param>
internal sealed class LayerContent(TocFile file)
{
    /// <summary>The first file that has it; where it lies in the blob is what counts.</summary>
    public TocFile File { get; } = file;

    /// <summary>Its fs-verity digest; null until it is placed, and of a content that was there and whose digest is not known.</summary>
    public VerityDigest? Verity { get; set; }

    /// <summary>Whether it is an object of the layer.</summary>
    public bool IsPlaced { get; set; }
}
