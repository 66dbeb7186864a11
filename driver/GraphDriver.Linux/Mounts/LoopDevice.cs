using System.Globalization;
using System.Runtime.InteropServices;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>
/// A block device over a file, read-only, https://man7.org/linux/man-pages/man4/loop.4.html (LOOP_CONFIGURE: 5.8 on). It
/// detaches itself when neither this handle nor a mount uses it any more.
/// </summary>
public sealed partial class LoopDevice : IDisposable
{
    private const nuint LOOP_CONFIGURE = 0x4C0A;
    private const nuint LOOP_CTL_GET_FREE = 0x4C82;

    // Other processes take free devices between finding and configuring one.
    private const int Attempts = 256;

    private readonly SafeFileHandle _handle;

    private LoopDevice(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>For example <c>/dev/loop0</c>.</summary>
    public string Path { get; }

    /// <summary>Attaches a file to a free device.</summary>
    /// <param name="file">The file.</param>
    /// <param name="directIo">Bypasses the page cache of the file, so that its content is cached once.</param>
    /// <exception cref="LinuxException">A call failed; nothing is attached then.</exception>
    public static LoopDevice Attach(LinuxPath file, bool directIo = false)
    {
        using var backing = OpenAt.Open(file, OpenFlags.ReadOnly);
        using var control = OpenAt.Open("/dev/loop-control", OpenFlags.ReadWrite);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var number = ioctl(control, LOOP_CTL_GET_FREE, 0);
            if (number < 0)
            {
                throw LinuxException.FromLastError("LOOP_CTL_GET_FREE", "/dev/loop-control");
            }

            var path = string.Create(CultureInfo.InvariantCulture, $"/dev/loop{number}");
            var device = OpenAt.Open(path, OpenFlags.ReadOnly);
            var errno = Configure(device, backing, directIo);
            if (errno == Errno.None)
            {
                return new LoopDevice(path, device);
            }

            device.Dispose();
            if (errno != Errno.EBUSY)
            {
                throw LinuxException.From(errno, "LOOP_CONFIGURE", path, file.ToString());
            }
        }

        throw LinuxException.From(Errno.EBUSY, "LOOP_CONFIGURE", "/dev/loop-control", file.ToString());
    }

    /// <summary>Whether a device is attached to the file at this path, as the kernel remembers the path.</summary>
    public static bool IsAttached(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Directory.EnumerateDirectories("/sys/block", "loop*")
            .Any(device => BackingFile(System.IO.Path.Combine(device, "loop/backing_file")) == file);
    }

    public void Dispose() => _handle.Dispose();

    private static string? BackingFile(string attribute)
    {
        // The attribute goes away with the backing file, at any moment.
        if (OpenAt.TryOpen(WorkingDirectory.Handle, attribute, OpenFlags.ReadOnly, 0, out var handle) != Errno.None)
        {
            return null;
        }

        using (handle)
        {
            Span<byte> buffer = stackalloc byte[4096];
            return ReadFile.TryRead(handle!, buffer, out var length) == Errno.None
                ? System.Text.Encoding.UTF8.GetString(buffer[..length].TrimEnd("\n"u8))
                : null;
        }
    }

    private static Errno Configure(SafeFileHandle device, SafeFileHandle backing, bool directIo)
    {
        var added = false;
        try
        {
            backing.DangerousAddRef(ref added);
            var config = default(LoopConfig);
            config.File = (uint)backing.DangerousGetHandle();
            config.Info.Flags = LoopFlags.ReadOnly | LoopFlags.AutoClear | (directIo ? LoopFlags.DirectIo : 0);
            int result;
            do
            {
                result = ioctl(device, LOOP_CONFIGURE, in config);
            }
            while (result < 0 && LastError.WasInterruption);
            return result < 0 ? LastError.Value : Errno.None;
        }
        finally
        {
            if (added)
            {
                backing.DangerousRelease();
            }
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, nint argument);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, in LoopConfig config);
}
