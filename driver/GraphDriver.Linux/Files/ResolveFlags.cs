namespace GraphDriver.Linux.Files;

/// <summary>How openat2(2) may walk a path.</summary>
[Flags]
public enum ResolveFlags : ulong
{
    None = 0,
    NoMountCrossing = 1,
    NoMagicLinks = 2,
    NoSymlinks = 4,

    /// <summary>Nothing outside the directory may be reached; leaving it is <see cref="Errno.EXDEV"/>.</summary>
    Beneath = 8,

    /// <summary>The directory is the root: <c>/</c>, <c>..</c> and absolute links stay inside.</summary>
    InRoot = 16,
    Cached = 32,
}
