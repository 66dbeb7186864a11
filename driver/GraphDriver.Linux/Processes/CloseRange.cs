using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>close_range(2), https://man7.org/linux/man-pages/man2/close_range.2.html; the flag since Linux 5.11.</summary>
internal static partial class CloseRange
{
    private const nint SYS_close_range = 436;
    private const nuint FirstAfterStandardStreams = 3;
    private const nuint CLOSE_RANGE_CLOEXEC = 4;

    /// <summary>
    /// Keeps what this process was itself handed, a lock of the caller's for example, from programs that outlive it. An
    /// old kernel leaves things as they are.
    /// </summary>
    public static void CloseInheritedOnExec() => _ = syscall(SYS_close_range, FirstAfterStandardStreams, uint.MaxValue, CLOSE_RANGE_CLOEXEC);

    [LibraryImport(Libc.Name)]
    private static partial nint syscall(nint number, nuint first, nuint last, nuint flags);
}
