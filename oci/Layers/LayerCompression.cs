namespace GraphDriver.Oci.Layers;

/// <summary>How the tar stream of a layer blob is compressed.</summary>
public enum LayerCompression
{
    /// <summary>The blob is the tar stream itself.</summary>
    None,

    /// <summary>RFC 1952, one or more members.</summary>
    Gzip,

    /// <summary>RFC 8878, one or more frames, skippable frames included.</summary>
    Zstd,

    /// <summary>One or more bzip2 streams.</summary>
    Bzip2,

    /// <summary>One or more .xz streams (https://tukaani.org/xz/xz-file-format.txt).</summary>
    Xz,
}
