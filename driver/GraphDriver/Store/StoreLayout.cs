namespace GraphDriver.Store;

/// <summary>The names in a storage root and its run root, those of containers/storage with the overlay driver.</summary>
public static class StoreLayout
{
    /// <summary>The folders of layers; nothing else may be in it but <see cref="Links"/> and what containers/storage keeps there.</summary>
    public const string Overlay = "overlay";

    /// <summary>Below <see cref="Overlay"/>: short names of the layers' <c>diff</c> folders.</summary>
    public const string Links = "l";

    /// <summary>The records of layers, their big data and tar-split files.</summary>
    public const string Layers = "overlay-layers";

    /// <summary>The records of images and their big data.</summary>
    public const string Images = "overlay-images";

    /// <summary>The records of containers, their big data and folders.</summary>
    public const string Containers = "overlay-containers";

    /// <summary>In the run root: locks named by digest.</summary>
    public const string DigestLocks = "overlay-locks";

    /// <summary>The lock that containers/storage holds while it sets its driver up.</summary>
    public const string StorageLock = "storage.lock";

    /// <summary>The lock that containers/storage holds while it hands out user namespaces.</summary>
    public const string UserNamespaceLock = "userns.lock";
}
