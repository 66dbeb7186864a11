using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Locks;

/// <summary><c>struct flock</c> with 64-bit offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileLockRange
{
    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int Pid;
}
