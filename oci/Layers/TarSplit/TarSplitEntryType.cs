namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>The values of "type" in a line of tar-split.</summary>
internal enum TarSplitEntryType
{
    /// <summary>The content of a file belongs here, which is found by its name.</summary>
    File = 1,

    /// <summary>The bytes in the line belong here.</summary>
    Segment = 2,
}
