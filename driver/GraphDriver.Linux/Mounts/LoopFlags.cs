namespace GraphDriver.Linux.Mounts;

/// <summary><c>LO_FLAGS_*</c> of linux/loop.h.</summary>
[Flags]
internal enum LoopFlags : uint
{
    None = 0,
    ReadOnly = 1,
    AutoClear = 4,
    PartitionScan = 8,
    DirectIo = 16,
}
