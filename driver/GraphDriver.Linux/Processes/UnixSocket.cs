using System.Runtime.InteropServices;
using System.Text;

namespace GraphDriver.Linux.Processes;

/// <summary>
/// socket(2), connect(2) and shutdown(2) for local sockets that keep messages apart (SOCK_SEQPACKET),
/// https://man7.org/linux/man-pages/man7/unix.7.html.
/// </summary>
public static partial class UnixSocket
{
    private const int AF_UNIX = 1;
    private const int SOCK_SEQPACKET = 5;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SHUT_WR = 1;
    private const int AddressSize = 110;

    /// <summary>Connects to the socket <paramref name="name"/> of a directory, however long the directory's path is.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileHandle Connect(SafeFileHandle dir, string name)
    {
        var address = Address(dir, name);
        var descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
        {
            throw LinuxException.FromLastError("socket", name);
        }

        var handle = OwnedHandle.Of(descriptor);
        int result;
        do
        {
            result = connect(handle, ref MemoryMarshal.GetArrayDataReference(address), address.Length);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result == 0)
        {
            return handle;
        }

        var error = LinuxException.FromLastError("connect", name);
        handle.Dispose();
        throw error;
    }

    /// <summary>Tells the other end that nothing more will be written; reading goes on.</summary>
    /// <returns><see cref="Errno.None"/>, or <see cref="Errno.ENOTCONN"/> where the other end is gone.</returns>
    public static Errno ShutdownWrite(SafeFileHandle socket) => shutdown(socket, SHUT_WR) == 0 ? Errno.None : LastError.Value;

    /// <summary>struct sockaddr_un, whose path has room for 108 bytes: hence the way through the directory's handle.</summary>
    private static byte[] Address(SafeFileHandle dir, string name)
    {
        var path = Encoding.UTF8.GetBytes($"{HandleName.ProcPath(dir)}/{name}");
        var address = new byte[AddressSize];
        if (path.Length > AddressSize - sizeof(ushort) - 1)
        {
            throw LinuxException.From(Errno.ENAMETOOLONG, "connect", name);
        }

        MemoryMarshal.Write(address, (ushort)AF_UNIX);
        path.CopyTo(address, sizeof(ushort));
        return address;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int connect(SafeFileHandle fd, ref byte address, int length);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int shutdown(SafeFileHandle fd, int how);
}
