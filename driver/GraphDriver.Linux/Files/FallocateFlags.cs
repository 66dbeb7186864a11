namespace GraphDriver.Linux.Files;

/// <summary>Modes of fallocate(2).</summary>
[Flags]
public enum FallocateFlags
{
    Allocate = 0,
    KeepSize = 1,
    PunchHole = 2 | KeepSize,
    CollapseRange = 8,
    ZeroRange = 16,
}
