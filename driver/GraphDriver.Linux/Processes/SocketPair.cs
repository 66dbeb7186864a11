using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>socketpair(2), https://man7.org/linux/man-pages/man2/socketpair.2.html.</summary>
public static partial class SocketPair
{
    private const int AF_UNIX = 1;
    private const int SOCK_SEQPACKET = 5;
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>Two ends of a connection that keeps messages apart; both are closed on exec.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static (SafeFileHandle First, SafeFileHandle Second) Create()
    {
        Span<int> ends = stackalloc int[2];
        return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ref MemoryMarshal.GetReference(ends)) == 0
            ? (OwnedHandle.Of(ends[0]), OwnedHandle.Of(ends[1]))
            : throw LinuxException.FromLastError("socketpair", "pair");
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, ref int ends);
}
