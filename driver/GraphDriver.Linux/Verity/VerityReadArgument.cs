using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Verity;

/// <summary><c>struct fsverity_read_metadata_arg</c> of linux/fsverity.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VerityReadArgument
{
    public ulong Type;
    public ulong Offset;
    public ulong Length;
    public ulong Buffer;
    public ulong Reserved;
}
