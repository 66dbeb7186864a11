using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Quotas;

/// <summary>
/// quotactl_fd(2), https://man7.org/linux/man-pages/man2/quotactl.2.html; Linux 5.14 on. It takes any open file of the file system where quotactl(2) takes the path of a device.
/// The commands of XFS work on every file system with quotas.
/// </summary>
internal static partial class QuotaCtlFd
{
    private const nint SYS_quotactl_fd = 443;
    private const uint PRJQUOTA = 2;
    private const uint Q_XGETQUOTA = (0x5803 << 8) | PRJQUOTA;
    private const uint Q_XSETQLIM = (0x5804 << 8) | PRJQUOTA;
    private const uint Q_XGETQSTAT = (0x5805 << 8) | PRJQUOTA;

    /// <summary>Limits and use of a project; <see cref="Errno.ENOENT"/> where it has neither.</summary>
    public static Errno TryRead(SafeFileHandle file, uint project, out DiskQuota quota)
    {
        quota = default;
        nint result;
        do
        {
            result = syscall(SYS_quotactl_fd, file, Q_XGETQUOTA, project, ref quota);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0 ? Errno.None : LastError.Value;
    }

    /// <summary>Sets the limits of a project that the field mask names.</summary>
    public static Errno TryWrite(SafeFileHandle file, uint project, ref DiskQuota quota)
    {
        nint result;
        do
        {
            result = syscall(SYS_quotactl_fd, file, Q_XSETQLIM, project, ref quota);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0 ? Errno.None : LastError.Value;
    }

    /// <summary>Which quotas the file system keeps.</summary>
    public static Errno TryReadState(SafeFileHandle file, out QuotaState state)
    {
        state = default;
        nint result;
        do
        {
            result = syscall(SYS_quotactl_fd, file, Q_XGETQSTAT, 0, ref state);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0 ? Errno.None : LastError.Value;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle fd, uint command, uint id, ref DiskQuota quota);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle fd, uint command, uint id, ref QuotaState state);
}
