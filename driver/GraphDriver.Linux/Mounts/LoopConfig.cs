using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary><c>struct loop_config</c> of linux/loop.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LoopConfig
{
    public uint File;
    public uint BlockSize;
    public LoopInfo Info;
    public ReservedBuffer Reserved;

    [InlineArray(8)]
    public struct ReservedBuffer
    {
        private ulong _first;
    }
}
