namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Which dialect a header block is written in.</summary>
internal enum TarFormat
{
    /// <summary>Before POSIX: no magic.</summary>
    V7,

    /// <summary>POSIX.1-1988 and, with extended headers, POSIX.1-2001.</summary>
    Ustar,

    /// <summary>Jörg Schilling's star: ustar with times at the end of the prefix.</summary>
    Star,

    /// <summary>GNU tar's own, before POSIX.1-2001: magic "ustar  ".</summary>
    Gnu,
}
