using System.Globalization;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux;

/// <summary>The name of an open file, for messages.</summary>
internal static class HandleName
{
    public static string Of(SafeFileHandle handle)
    {
        if (handle.IsClosed)
        {
            return "closed file";
        }

        var link = ProcPath(handle);
        return ReadLinkAt.TryRead(WorkingDirectory.Handle, link, out var target) == Errno.None
            ? new LinuxPath(target).ToString()
            : link;
    }

    /// <summary>The path under which the kernel reaches the open file of <paramref name="handle"/>.</summary>
    public static string ProcPath(SafeFileHandle handle) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}");
}
