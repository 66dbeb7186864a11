using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.ComposefsImages;

/// <summary>A directory that holds the contents of images, as <c>basedir</c> names it.</summary>
public sealed class ObjectDirectory : IDisposable
{
    private readonly SafeFileHandle _directory;

    /// <exception cref="LinuxException">There is no such directory.</exception>
    public ObjectDirectory(string path) => _directory = OpenAt.Open(path, OpenFlags.PathOnly | OpenFlags.Directory);

    /// <summary>Whether there is an object at a path below the directory; a path cannot lead out of it.</summary>
    /// <exception cref="LinuxException">The directory cannot be read.</exception>
    public bool Has(byte[] path)
    {
        var errno = OpenAt2.TryOpen(_directory, path, OpenFlags.PathOnly, 0, ResolveFlags.InRoot, out var file);
        file?.Dispose();
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.ENAMETOOLONG)
        {
            return false;
        }

        LinuxException.ThrowIfError(errno, "open", path);
        return true;
    }

    public void Dispose() => _directory.Dispose();
}
