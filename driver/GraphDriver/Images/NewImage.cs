using GraphDriver.Oci.Model;
using GraphDriver.Push;
using GraphDriver.Store;

namespace GraphDriver.Images;

/// <summary>An image that is about to be written: its layers are in the store.</summary>
internal sealed record NewImage
{
    public required ImageConfig Config { get; init; }

    /// <summary>The topmost layer.</summary>
    public required LayerId TopLayer { get; init; }

    public ManifestFormat Format { get; init; }

    /// <summary>Annotations of the manifest; only OCI's has any.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The names to find it by; may be none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
