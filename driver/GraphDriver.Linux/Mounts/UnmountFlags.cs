namespace GraphDriver.Linux.Mounts;

/// <summary>Flags of umount2(2); a symbolic link at the end of the path is never followed.</summary>
[Flags]
public enum UnmountFlags
{
    None = 0,
    Force = 1,

    /// <summary>Takes the mount away at once and lets it go when it is no longer busy.</summary>
    Detach = 2,
    Expire = 4,
    NoFollow = 8,
}
