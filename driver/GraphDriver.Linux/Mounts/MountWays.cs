namespace GraphDriver.Linux.Mounts;

/// <summary>Ways for older kernels that can be asked for on a newer one.</summary>
[Flags]
internal enum MountWays
{
    Any = 0,
    LoopDevices = 1,
    ScratchMountPoints = 2,
}
