using System.Security.Cryptography;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store.Files;

/// <summary>
/// A folder of the store, held open, so that what is done in it is done there wherever it is mounted or moved to.
/// Folders are made with mode 0700 and files with 0600, as containers/storage has them.
/// </summary>
public sealed class StoreFolder : IDisposable
{
    private const uint FolderMode = 0x1C0;
    private const uint FileMode = 0x180;

    private StoreFolder(SafeFileHandle handle, string path)
    {
        Handle = handle;
        FullPath = path;
    }

    /// <summary>The open folder.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The folder's path, for messages.</summary>
    public string FullPath { get; }

    /// <summary>Opens a folder below <paramref name="parent"/>, and makes it where it is missing.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static StoreFolder OpenOrMake(SafeFileHandle parent, string parentPath, string name)
    {
        MkdirAt.MakeIfMissing(parent, name, FolderMode);
        return Open(parent, parentPath, name);
    }

    /// <summary>Opens a folder below <paramref name="parent"/>.</summary>
    /// <exception cref="LinuxException">A call failed, or it is not a folder.</exception>
    public static StoreFolder Open(SafeFileHandle parent, string parentPath, string name) =>
        new(OpenAt.Open(parent, name, OpenFlags.Directory | OpenFlags.NoFollow), Path.Combine(parentPath, name));

    /// <summary>Makes a folder and all above it that are missing.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void MakeAll(string path)
    {
        switch (MkdirAt.TryMake(WorkingDirectory.Handle, path, FolderMode))
        {
            case Errno.None or Errno.EEXIST:
                break;
            case Errno.ENOENT when Path.GetDirectoryName(path) is { Length: > 0 } parent:
                MakeAll(parent);
                MkdirAt.MakeIfMissing(WorkingDirectory.Handle, path, FolderMode);
                break;
            case var errno:
                throw LinuxException.From(errno, "mkdir", path);
        }
    }

    /// <summary>A path below this folder, for messages.</summary>
    public string PathOf(string name) => Path.Combine(FullPath, name);

    /// <summary>The content of a file, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">It has more than <paramref name="maximum"/> bytes.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public byte[]? ReadIfThere(string name, int maximum)
    {
        var errno = OpenAt.TryOpen(Handle, name, OpenFlags.ReadOnly, 0, out var file);
        if (errno == Errno.ENOENT)
        {
            return null;
        }

        using var opened = errno == Errno.None ? file! : throw LinuxException.From(errno, "open", PathOf(name));
        return ReadFile.ReadAll(opened, maximum);
    }

    /// <summary>When a file was last written, or null where there is none.</summary>
    public (long Seconds, uint Nanoseconds)? ModificationTime(string name) => Statx.TryQuery(Handle, name, StatFlags.FollowSymlinks, out var status) switch
    {
        Errno.None => (status.MtimeSeconds, status.MtimeNanoseconds),
        Errno.ENOENT => null,
        var errno => throw LinuxException.From(errno, "stat", PathOf(name)),
    };

    /// <summary>
    /// Replaces a file whole: whoever reads it sees the old or the new content. With <paramref name="flush"/> the
    /// content is on the disk before the name is.
    /// </summary>
    /// <exception cref="LinuxException">A call failed; the file is as it was.</exception>
    public void WriteWhole(string name, ReadOnlySpan<byte> content, bool flush)
    {
        var temporary = TemporaryName(name);
        using var file = Create(temporary);
        try
        {
            WriteFile.Write(file, content);
            Publish(file, temporary, name, flush);
        }
        catch
        {
            UnlinkAt.TryUnlink(Handle, temporary);
            throw;
        }
    }

    /// <summary>A name that no other writer takes, beside <paramref name="name"/>; what a crash leaves under it is never read (<see cref="TemporaryFiles"/>).</summary>
    public static string TemporaryName(string name)
    {
        // Within the 255 bytes of a name: a big data key in base64 may be nearly as long as that.
        var stem = name.Length > 200 ? name[..200] : name;
        return $"{TemporaryFiles.Prefix}{stem}{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    }

    /// <summary>Removes a file; nothing there is no error.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void RemoveFile(string name)
    {
        var errno = UnlinkAt.TryUnlink(Handle, name);
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            throw LinuxException.From(errno, "unlink", PathOf(name));
        }
    }

    /// <summary>Removes a folder and all below it; nothing there is no error.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void RemoveTree(string name) => TreeRemover.Remove(Handle, name);

    public void Dispose() => Handle.Dispose();

    private SafeFileHandle Create(string name) =>
        OpenAt.Open(Handle, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileMode);

    private void Publish(SafeFileHandle file, string temporary, string name, bool flush)
    {
        FChmod.Set(file, FileMode);
        if (flush)
        {
            Fdatasync.Flush(file);
        }

        RenameAt.Rename(Handle, temporary, Handle, name);
    }
}
