using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary><c>struct fiemap</c> of linux/fiemap.h with room for <see cref="Capacity"/> extents.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FieMapBuffer
{
    public const int Capacity = 64;

    public ulong Start;
    public ulong Length;
    public uint Flags;
    public uint MappedExtents;
    public uint ExtentCount;
    public uint Reserved;
    public ExtentArray Extents;

    [InlineArray(Capacity)]
    internal struct ExtentArray
    {
        private FileExtent _first;
    }
}
