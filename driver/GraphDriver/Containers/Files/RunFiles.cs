using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store.Files;

namespace GraphDriver.Containers.Files;

/// <summary>The files that every container has of its own, bound over those of its image, in its run directory.</summary>
internal static class RunFiles
{
    private const uint FileMode = 0x1A4;
    private const int MaxSize = 1 << 20;

    /// <summary>Writes <c>hosts</c>, <c>resolv.conf</c>, <c>hostname</c> and <c>.containerenv</c>.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Write(StoreFolder runDirectory, NetworkMode network, string hostName, string name)
    {
        Write(runDirectory, "hosts", HostsFile.Build(ReadHost("/etc/hosts"), network, hostName, name));
        Write(runDirectory, "resolv.conf", ReadHost("/etc/resolv.conf"));
        Write(runDirectory, "hostname", hostName + "\n");
        Write(runDirectory, ".containerenv", "");
    }

    private static void Write(StoreFolder directory, string name, string content)
    {
        // In place: a file that was bound into a running container must stay the same file.
        using var file = OpenAt.Open(directory.Handle, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate | OpenFlags.NoFollow, FileMode);
        FChmod.Set(file, FileMode);
        WriteFile.Write(file, Encoding.UTF8.GetBytes(content));
    }

    private static string ReadHost(string path)
    {
        var errno = OpenAt.TryOpen(WorkingDirectory.Handle, path, OpenFlags.ReadOnly, 0, out var file);
        if (errno == Errno.ENOENT)
        {
            return "";
        }

        using var opened = errno == Errno.None ? file! : throw LinuxException.From(errno, "open", path);
        return Encoding.UTF8.GetString(ReadFile.ReadAll(opened, MaxSize));
    }
}
