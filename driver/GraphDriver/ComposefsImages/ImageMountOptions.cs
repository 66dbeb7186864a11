using GraphDriver.Composefs.Verity;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.ComposefsImages;

/// <summary>How a stand-alone image is mounted.</summary>
public sealed class ImageMountOptions
{
    /// <summary>The directories that hold the contents, the first that has one wins; at least one.</summary>
    public required IReadOnlyList<string> ObjectDirectories { get; init; }

    /// <summary>The fs-verity digest that the image has to be sealed with; null takes any image.</summary>
    public VerityDigest? Digest { get; init; }

    /// <summary>Whether contents have to be sealed with the digests that the image names; a <see cref="Digest"/> requires it too.</summary>
    public VerityPolicy Verity { get; init; }

    /// <summary>The writable layer on top; null for a mount that only reads.</summary>
    public UpperLayer? Upper { get; init; }

    /// <summary>Attributes of the mount, such as read-only.</summary>
    public MountAttributes Attributes { get; init; }

    /// <summary>A file that names a user namespace, whose mapping the image's owners go through; null for none.</summary>
    public string? UserNamespace { get; init; }
}
