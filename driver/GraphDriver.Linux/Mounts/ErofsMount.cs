using System.Text;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>
/// Mounts EROFS images (https://docs.kernel.org/filesystems/erofs.html): straight from the file where the kernel can
/// (6.12 on, unless configured out), else by a loop device that goes with the mount.
/// </summary>
public static class ErofsMount
{
    private static volatile bool FilesRefused;

    /// <summary>A detached, read-only mount of an image.</summary>
    /// <exception cref="LinuxException">It is refused; no loop device stays attached.</exception>
    public static SafeFileHandle Mount(ErofsLower image, bool forceLoopDevice = false)
    {
        if (!forceLoopDevice && !FilesRefused)
        {
            try
            {
                return MountSource(image, image.ImagePath);
            }
            catch (LinuxException e) when (e.Errno == Errno.ENOTBLK)
            {
                FilesRefused = true;
            }
        }

        using var loop = LoopDevice.Attach(image.ImagePath);
        return MountSource(image, loop.Path);
    }

    private static SafeFileHandle MountSource(ErofsLower image, string source)
    {
        // Opened here for the clear error, and as a short name for a path that is too long for the parameter.
        using var file = OpenAt.Open(source, OpenFlags.ReadOnly);
        using var context = FileSystemContext.Open("erofs");
        var tooLong = Encoding.UTF8.GetByteCount(source) > FsConfig.MaxTextLength;
        context.Set("source", tooLong ? HandleName.ProcPath(file) : source);
        context.Set("ro");
        if (!image.HasAcls)
        {
            context.Set("noacl");
        }

        try
        {
            return context.Mount(MountAttributes.ReadOnly);
        }
        catch (LinuxException e)
        {
            throw LinuxException.From(e.Errno, "mount", image.ImagePath, e.Detail);
        }
    }
}
