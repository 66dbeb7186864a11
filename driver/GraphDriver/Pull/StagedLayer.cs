using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull;

/// <summary>A layer that has come whole and proven, its objects in place, waiting for its turn to be committed.</summary>
internal sealed class StagedLayer(LayerStaging staging) : IDisposable
{
    /// <summary>The side file of <see cref="Staging"/> that holds the layer's tar-split.</summary>
    public const string TarSplitName = "tar-split.gz";

    /// <summary>Its mode, as containers/storage has it.</summary>
    public const uint TarSplitMode = 0x180; // 0600

    /// <summary>What containers/storage records as the size of a tar that nobody has seen.</summary>
    public const long UnknownSize = -1;

    public LayerStaging Staging { get; } = staging;

    /// <summary>Whether it was made from a tar, so that there is a tar-split.</summary>
    public bool HasTarSplit => !DiffId.Digest.IsEmpty;

    /// <summary>The layer's files.</summary>
    public required FileTree Tree { get; init; }

    /// <summary>Whether the tar described the root; else the root is to be the parent layer's.</summary>
    public required bool HasRootEntry { get; init; }

    public required OwnerSet Owners { get; init; }

    /// <summary>The digest of its tar stream, proven; <c>default</c> where <see cref="TocDigest"/> alone stands for the layer.</summary>
    public DiffId DiffId { get; init; }

    /// <summary>The length of the uncompressed tar stream in bytes; <see cref="UnknownSize"/> where there was none.</summary>
    public required long TarSize { get; init; }

    /// <summary>How the blob that the layer came from is compressed; it means nothing without <see cref="Blob"/>.</summary>
    public LayerCompression Compression { get; init; }

    /// <summary>The blob that the layer came from, proven; null where only parts of it came.</summary>
    public Descriptor? Blob { get; init; }

    /// <summary>The digest of the table of contents that the layer was put together by; empty where it came whole.</summary>
    public Digest TocDigest { get; init; }

    public void Dispose() => Staging.Dispose();
}
