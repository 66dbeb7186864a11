namespace GraphDriver.Oci.Transports.Files;

internal enum TarIndexEntryKind
{
    /// <summary>A regular file whose bytes stand in the archive as they are.</summary>
    File,
    SymbolicLink,
    HardLink,

    /// <summary>A directory, a device, a sparse file.</summary>
    Other,
}

/// <summary>Where an entry of an archive is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where its bytes begin in the archive.</param>
/// <param name="Size">How many they are.</param>
/// <param name="Target">What a link leads to, as it is written; else empty.</param>
internal readonly record struct TarIndexEntry(TarIndexEntryKind Kind, long Offset, long Size, string Target);
