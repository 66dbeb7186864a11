using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary><c>struct timespec</c> with 64-bit seconds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Timespec
{
    public long Seconds;
    public long Nanoseconds;
}
