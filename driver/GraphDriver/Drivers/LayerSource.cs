using GraphDriver.Oci.Model;

namespace GraphDriver.Drivers;

/// <summary>What is known of a layer's blob before it is read.</summary>
public sealed record LayerSource
{
    /// <summary>Nothing: whatever tar comes is taken.</summary>
    public static LayerSource Unknown { get; } = new();

    /// <summary>The blob's digest and size, which the stream itself has to prove; where it is null they are measured.</summary>
    public Descriptor? Blob { get; init; }

    /// <summary>The digest that the tar stream must have; where it is null it is measured.</summary>
    public DiffId? DiffId { get; init; }

    /// <summary>
    /// The digest of the table of contents where the layer is to be taken by that alone, not proven by its DiffID; else empty. See
    /// <c>insecure_allow_unpredictable_image_contents</c>.
    /// </summary>
    public Digest TocDigest { get; init; }
}
