using GraphDriver.Oci.Model;

namespace GraphDriver.Store;

/// <summary>An image, as images.json holds it (https://github.com/containers/storage/blob/v1.57.2/images.go, type Image).</summary>
public sealed record ImageRecord : StoreRecord
{
    /// <summary>Big data whose name begins so are manifests of the image; their digests find it.</summary>
    public const string ManifestPrefix = "manifest";

    public required ImageId Id { get; init; }

    public override string Key => Id.Hex;

    /// <summary>The digest of the manifest that the image was pulled by; empty where it is not known.</summary>
    public Digest Digest { get; init; }

    /// <summary>Names that the image had, newest first.</summary>
    public IReadOnlyList<string> NamesHistory { get; init; } = [];

    /// <summary>The topmost layer; empty for an image without layers.</summary>
    public LayerId TopLayer { get; init; }

    /// <summary>Copies of the topmost layer with other id mappings.</summary>
    public IReadOnlyList<LayerId> MappedTopLayers { get; init; } = [];

    public BigDataIndex BigData { get; init; } = BigDataIndex.Empty;

    /// <summary>All digests that the image can be found by: <see cref="Digest"/> and those of its manifests, each once.</summary>
    public IEnumerable<string> Digests
    {
        get
        {
            var manifests = BigData.Digests.Where(item => item.Key.StartsWith(ManifestPrefix, StringComparison.Ordinal)).Select(item => item.Value);
            return (Digest.IsEmpty ? manifests : manifests.Prepend(Digest.ToString())).Distinct();
        }
    }

    /// <summary>This record with other names; new ones go to the front of <see cref="NamesHistory"/>.</summary>
    public ImageRecord WithNames(IEnumerable<string> names)
    {
        var list = names.Distinct().ToList();
        return this with { Names = list, NamesHistory = [.. list.AsEnumerable().Reverse().Concat(NamesHistory).Distinct()] };
    }
}
