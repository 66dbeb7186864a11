namespace GraphDriver.Savings.Memory;

/// <summary>What the page cache holds of the images of containers. All sizes are bytes, in whole pages.</summary>
public sealed record PageCacheUsage
{
    /// <summary>The images, in the order in which the containers name them.</summary>
    public required IReadOnlyList<ImagePageCache> Images { get; init; }

    /// <summary>What is held of all of them together, each inode counted once.</summary>
    public required long CachedBytes { get; init; }

    /// <summary>
    /// What plain overlay would hold for the same containers. It has a file of its own for each layer that has the content, so that every
    /// layer in use holds once what is cached of its contents; containers of one image, and images with a layer in common, share there too. It
    /// supposes that each layer's copy is read as far as the common one is. Equal files within one layer are counted once.
    /// </summary>
    public required long PlainOverlayBytes { get; init; }

    /// <summary>What is not held twice since equal files of different layers are one.</summary>
    public long SavedBytes => PlainOverlayBytes - CachedBytes;
}
