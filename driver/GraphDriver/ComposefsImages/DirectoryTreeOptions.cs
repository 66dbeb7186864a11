namespace GraphDriver.ComposefsImages;

/// <summary>What of a directory goes into an image.</summary>
public sealed class DirectoryTreeOptions
{
    /// <summary>Leaves device nodes out.</summary>
    public bool SkipDevices { get; init; }

    /// <summary>Takes extended attributes along: all by default.</summary>
    public XattrSelection Xattrs { get; init; } = XattrSelection.All;

    /// <summary>Gives every file the mtime 0, so that the image depends on the content alone.</summary>
    public bool UseEpoch { get; init; }

    /// <summary>How many threads read the files' contents: one a processor by default.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A directory that gets a copy of each content, named by its fs-verity digest; it is made where it is missing.</summary>
    public string? DigestStore { get; init; }
}
