using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>pipe2(2), https://man7.org/linux/man-pages/man2/pipe.2.html.</summary>
public static partial class Pipe
{
    private const int O_CLOEXEC = 0x80000;

    /// <summary>A pipe; both ends are closed on exec.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static (SafeFileHandle Reader, SafeFileHandle Writer) Create()
    {
        Span<int> ends = stackalloc int[2];
        return pipe2(ref MemoryMarshal.GetReference(ends), O_CLOEXEC) == 0
            ? (OwnedHandle.Of(ends[0]), OwnedHandle.Of(ends[1]))
            : throw LinuxException.FromLastError("pipe", "pipe");
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int pipe2(ref int ends, int flags);
}
