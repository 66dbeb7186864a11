using GraphDriver.Oci.Model;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Store;

/// <summary>A layer, as layers.json holds it (https://github.com/containers/storage/blob/v1.57.2/layers.go, type Layer).</summary>
public sealed record LayerRecord : StoreRecord
{
    private const string IncompleteFlag = "incomplete";

    public required LayerId Id { get; init; }

    public override string Key => Id.Hex;

    /// <summary>The layer below; empty for a base layer.</summary>
    public LayerId Parent { get; init; }

    /// <summary>The SELinux label to mount with; empty where there is none.</summary>
    public string MountLabel { get; init; } = "";

    /// <summary>The digest of the blob as it came; empty where it is not known.</summary>
    public Digest CompressedDigest { get; init; }

    /// <summary>The length of the blob as it came, in bytes; it means nothing without <see cref="CompressedDigest"/>.</summary>
    public long CompressedSize { get; init; }

    /// <summary>The digest of the uncompressed tar stream, the DiffID; empty where it is not known.</summary>
    public Digest UncompressedDigest { get; init; }

    /// <summary>The length of the uncompressed tar stream in bytes; -1 where only <see cref="TocDigest"/> is known.</summary>
    public long UncompressedSize { get; init; }

    /// <summary>
    /// The digest of the table of contents, for a layer that was taken piece by piece; its DiffID is known as well where it was proven.
    /// </summary>
    public Digest TocDigest { get; init; }

    public BlobCompression Compression { get; init; }

    /// <summary>The user ids that occur in the layer, ascending.</summary>
    public IReadOnlyList<uint> Uids { get; init; } = [];

    /// <summary>The group ids that occur in the layer, ascending.</summary>
    public IReadOnlyList<uint> Gids { get; init; } = [];

    public IReadOnlyList<IdMapping> UidMap { get; init; } = [];

    public IReadOnlyList<IdMapping> GidMap { get; init; } = [];

    public IReadOnlyList<string> BigDataNames { get; init; } = [];

    /// <summary>Whether the layer is being made or removed: whoever finds this without holding the lock that long removes it.</summary>
    public bool IsIncomplete => Flags.IsTrue(IncompleteFlag);

    /// <summary>Whether it was made from no tar stream: it is a container's, which writes to it.</summary>
    public bool IsReadWrite => UncompressedDigest.IsEmpty && TocDigest.IsEmpty;

    /// <summary>This record, marked as being made or removed.</summary>
    public LayerRecord AsIncomplete() => this with { Flags = Flags.With(IncompleteFlag, new JValue(true)) };

    /// <summary>This record, marked as whole.</summary>
    public LayerRecord AsComplete() => this with { Flags = Flags.Without(IncompleteFlag) };
}
