namespace GraphDriver.Composefs.Dump;

/// <summary>Options of <see cref="DumpReader"/>.</summary>
public sealed class DumpOptions
{
    /// <summary>
    /// Refuses what is harmless but not well formed, as the C tool does with <c>CFS_PARSE_STRICT</c>: no newline at the end, a link whose size is not its
    /// target's length or that has content, a device number on what is no device. Off by default.
    /// </summary>
    public bool Strict { get; init; }
}
