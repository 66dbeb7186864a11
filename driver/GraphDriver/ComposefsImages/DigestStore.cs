using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Verity;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.ComposefsImages;

/// <summary>
/// A directory of contents, each named <c>xx/rest</c> by its fs-verity digest and sealed by fs-verity where the file system can. An object appears
/// under its name when it is on disk, many at a time for one flush. Safe for several threads.
/// </summary>
internal sealed class DigestStore : IDisposable
{
    private const uint DirectoryMode = 0x1ED;
    private const uint ObjectMode = 0x1A4;
    private const int PublishAtOnce = 256;

    private readonly SafeFileHandle _directory;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _staged = [];

    /// <exception cref="LinuxException">The directory cannot be made or opened.</exception>
    public DigestStore(string path)
    {
        Directory.CreateDirectory(path);
        _directory = OpenAt.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
    }

    /// <summary>Copies a file, unless the store has its content.</summary>
    /// <exception cref="InvalidDataException">The store has an object of that name and another size.</exception>
    public void Add(SafeFileHandle file, long size, VerityDigest digest)
    {
        var name = digest.ToString().Insert(2, "/");
        if (Has(name, size))
        {
            return;
        }

        var staged = $".tmp{Path.GetRandomFileName()}";
        try
        {
            Copy(file, staged, digest);
        }
        catch
        {
            UnlinkAt.TryUnlink(_directory, staged);
            throw;
        }

        lock (_lock)
        {
            if (!_staged.TryAdd(name, staged))
            {
                UnlinkAt.Unlink(_directory, staged);
            }
            else if (_staged.Count >= PublishAtOnce)
            {
                Publish();
            }
        }
    }

    /// <summary>Publishes what is not published yet.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            Publish();
        }
    }

    /// <summary>Removes what was not published.</summary>
    public void Dispose()
    {
        foreach (var staged in _staged.Values)
        {
            UnlinkAt.TryUnlink(_directory, staged);
        }

        _directory.Dispose();
    }

    private bool Has(string name, long size)
    {
        var errno = Statx.TryQuery(_directory, name, StatFlags.NoFollow, out var status);
        if (errno == Errno.ENOENT)
        {
            return false;
        }

        LinuxException.ThrowIfError(errno, "stat", name);
        return status.IsRegularFile && status.Size == size
            ? true
            : throw new InvalidDataException($"the object {name} of the digest store is no file of {size} bytes");
    }

    // A file may change after it was hashed, and an object must not: the copy is measured, by the kernel where it is sealed.
    private void Copy(SafeFileHandle file, string staged, VerityDigest digest)
    {
        using (var copy = OpenAt.Open(_directory, staged, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, ObjectMode))
        {
            FileCopy.Copy(file, copy);
            FChmod.Set(copy, ObjectMode);
        }

        using var sealable = OpenAt.Open(_directory, staged, OpenFlags.ReadOnly);
        var errno = EnableVerity.TryEnable(sealable);
        if (errno is not (Errno.None or Errno.EEXIST or Errno.EOPNOTSUPP or Errno.ENOTTY or Errno.EINVAL))
        {
            throw LinuxException.From(errno, "enable fs-verity", sealable);
        }

        if ((FileDigest.Measure(sealable) ?? FileDigest.Compute(sealable)) != digest)
        {
            throw new InvalidDataException($"the file of the digest {digest} changed while it was copied");
        }
    }

    private void Publish()
    {
        if (_staged.Count == 0)
        {
            return;
        }

        SyncFs.Flush(_directory);
        foreach (var (name, staged) in _staged)
        {
            MkdirAt.MakeIfMissing(_directory, name[..2], DirectoryMode);
            RenameAt.Rename(_directory, staged, _directory, name);
            _staged.Remove(name);
        }
    }
}
