using System.Runtime.InteropServices;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Processes;

/// <summary>
/// inotify(7), https://man7.org/linux/man-pages/man7/inotify.7.html: wakes whoever polls <see cref="Handle"/> when
/// something changes. What changed is not told; look again.
/// </summary>
public sealed partial class FileWatch : IDisposable
{
    private const int IN_CLOEXEC = 0x80000;
    private const int IN_NONBLOCK = 0x800;
    private const int BufferSize = 4096;

    private FileWatch(SafeFileHandle handle) => Handle = handle;

    /// <summary>Polls readable when something has changed since the last <see cref="Clear"/>.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Watches an open file or directory.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static FileWatch Start(SafeFileHandle file, FileEvents events)
    {
        var descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (descriptor < 0)
        {
            throw LinuxException.FromLastError("inotify_init", file);
        }

        var watch = new FileWatch(OwnedHandle.Of(descriptor));
        using var name = new NativePath(HandleName.ProcPath(file), stackalloc byte[NativePath.StackSize]);
        if (inotify_add_watch(watch.Handle, in name.Start, events) >= 0)
        {
            return watch;
        }

        var error = LinuxException.FromLastError("inotify_add_watch", file);
        watch.Dispose();
        throw error;
    }

    /// <summary>Takes what was reported; call it before looking at what may have changed.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public void Clear()
    {
        Span<byte> events = stackalloc byte[BufferSize];
        try
        {
            while (ReadFile.Read(Handle, events) > 0)
            {
            }
        }
        catch (LinuxException error) when (error.Errno == Errno.EAGAIN)
        {
            // Everything is taken: a non-blocking read says so in this way.
        }
    }

    public void Dispose() => Handle.Dispose();

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int inotify_add_watch(SafeFileHandle fd, in byte path, FileEvents events);
}
