using System.Runtime.InteropServices;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Locks;

/// <summary>
/// A lock on a whole file, held until disposed: an open-file-description lock (fcntl(2),
/// https://man7.org/linux/man-pages/man2/fcntl_locking.2.html) on an open description of its own. It excludes the record
/// locks of other processes and other acquisitions of this one, and no stray close elsewhere drops it.
/// </summary>
public sealed partial class RecordLock : IDisposable
{
    private const int F_OFD_SETLK = 37;
    private const int F_OFD_SETLKW = 38;
    private const uint Permissions = 0x1A4;

    private RecordLock(SafeFileHandle handle, LockMode mode)
    {
        Handle = handle;
        Mode = mode;
    }

    /// <summary>The open lock file, for what is kept in it.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>How it is held.</summary>
    public LockMode Mode { get; }

    /// <summary>Waits for the lock; makes the file (0644) where it is missing.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static RecordLock Acquire(SafeFileHandle dir, LinuxPath path, LockMode mode) =>
        Take(Open(dir, path), mode, F_OFD_SETLKW, path)!;

    /// <summary>Takes the lock if it is free; makes the file (0644) where it is missing.</summary>
    /// <returns>Null where another holds it.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static RecordLock? TryAcquire(SafeFileHandle dir, LinuxPath path, LockMode mode) =>
        Take(Open(dir, path), mode, F_OFD_SETLK, path);

    /// <summary>Waits for a shared lock on a file that is there and may be on a read-only file system.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static RecordLock AcquireReadOnly(SafeFileHandle dir, LinuxPath path) =>
        Take(OpenAt.Open(dir, path, OpenFlags.ReadOnly), LockMode.Shared, F_OFD_SETLKW, path)!;

    /// <summary>Takes a shared lock on a file that is there, if nobody holds it exclusively; nothing is made or written.</summary>
    /// <returns>Null where another holds it.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static RecordLock? TryAcquireReadOnly(SafeFileHandle dir, LinuxPath path) =>
        Take(OpenAt.Open(dir, path, OpenFlags.ReadOnly | OpenFlags.NoFollow), LockMode.Shared, F_OFD_SETLK, path);

    /// <summary>Releases the lock.</summary>
    public void Dispose() => Handle.Dispose();

    private static SafeFileHandle Open(SafeFileHandle dir, LinuxPath path) =>
        OpenAt.Open(dir, path, OpenFlags.ReadWrite | OpenFlags.Create, Permissions);

    private static RecordLock? Take(SafeFileHandle handle, LockMode mode, int command, LinuxPath path)
    {
        var range = new FileLockRange { Type = (short)mode };
        int result;
        do
        {
            result = fcntl(handle, command, in range);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result == 0)
        {
            return new RecordLock(handle, mode);
        }

        var errno = LastError.Value;
        handle.Dispose();
        return command == F_OFD_SETLK && errno is Errno.EAGAIN or Errno.EACCES
            ? null
            : throw LinuxException.From(errno, "lock", path);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fcntl(SafeFileHandle fd, int command, in FileLockRange range);
}
