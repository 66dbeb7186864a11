namespace GraphDriver.Savings.Disk;

/// <summary>What a file is in the store; each inode is one of these, and all of them together are the store (docs/on-disk.md).</summary>
public enum DiskPart
{
    /// <summary>Objects that composefs layers have, most of them in the pool as well.</summary>
    Objects,

    /// <summary>Objects that are in the pool alone; <c>gc</c> removes those that have no name outside the root.</summary>
    PoolOnlyObjects,

    /// <summary>The files of layers that are no composefs.</summary>
    LayerFiles,

    /// <summary>What containers have written: the files of their upper layers.</summary>
    ContainerFiles,

    /// <summary>The EROFS images of layers.</summary>
    Blobs,

    /// <summary>The tar-split files of layers.</summary>
    TarSplits,

    /// <summary>The big data of layers: tables of contents and caches of them.</summary>
    LayerData,

    /// <summary>The documents of images: manifests and configurations.</summary>
    ImageData,

    /// <summary>What a container's tools keep of it: its settings, its log, its own volumes.</summary>
    ContainerData,

    /// <summary>The volumes of podman that have names.</summary>
    Volumes,

    /// <summary>All directories but those of volumes.</summary>
    Directories,

    /// <summary>The short names of layers, and the files <c>link</c> and <c>lower</c>.</summary>
    Links,

    /// <summary>The records of layers, images and containers, and the store's locks.</summary>
    Records,

    /// <summary>Layers on their way in, or what is left of them.</summary>
    Staging,

    /// <summary>What this driver keeps for itself, but the pool: the index, and notes of what was pushed.</summary>
    Notes,

    /// <summary>Everything else in the root, such as podman's database.</summary>
    Other,
}
