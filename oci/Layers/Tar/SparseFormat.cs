namespace GraphDriver.Oci.Layers.Tar;

/// <summary>How a sparse file is described.</summary>
internal enum SparseFormat
{
    /// <summary>It is not sparse.</summary>
    None,

    /// <summary>In a GNU header of type 'S' and blocks after it.</summary>
    OldGnu,

    /// <summary>PAX 0.0 and 0.1: in the extended header.</summary>
    Pax0,

    /// <summary>PAX 1.0: before the stored bytes.</summary>
    Pax1,

    /// <summary>A version of which we know nothing.</summary>
    Unknown,
}
