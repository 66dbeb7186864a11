namespace GraphDriver.Linux.Files;

/// <summary>Flags of statx(2).</summary>
[Flags]
public enum StatFlags
{
    FollowSymlinks = 0,
    NoFollow = 0x100,
    NoAutomount = 0x800,
}
