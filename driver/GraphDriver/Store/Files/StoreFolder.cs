using System.Buffers;
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
        using var opened = OpenIfThere(name);
        return opened is null ? null : ReadFile.ReadAll(opened, maximum);
    }

    /// <summary>Opens a file for reading; null where there is none.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public SafeFileHandle? OpenIfThere(string name)
    {
        var errno = OpenAt.TryOpen(Handle, name, OpenFlags.ReadOnly, 0, out var file);
        return errno switch
        {
            Errno.None => file,
            Errno.ENOENT => null,
            _ => throw LinuxException.From(errno, "open", PathOf(name)),
        };
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
        using var file = new Replacement(this, name);
        WriteFile.Write(file.Handle, content);
        file.Publish(flush);
    }

    /// <summary>Replaces a file whole by what is written to the buffer, of which no more than a piece is in memory.</summary>
    /// <inheritdoc cref="WriteWhole(string, ReadOnlySpan{byte}, bool)" path="/exception"/>
    public void WriteWhole(string name, Action<IBufferWriter<byte>> write, bool flush)
    {
        using var file = new Replacement(this, name);
        var content = new FileWriter(file.Handle);
        write(content);
        content.Flush();
        file.Publish(flush);
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

    /// <summary>A file that takes another one's place when it is published, and goes when it is not.</summary>
    private sealed class Replacement : IDisposable
    {
        private readonly StoreFolder _folder;
        private readonly string _name;
        private readonly string _temporary;
        private bool _isPublished;

        public Replacement(StoreFolder folder, string name)
        {
            (_folder, _name, _temporary) = (folder, name, TemporaryName(name));
            Handle = OpenAt.Open(folder.Handle, _temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileMode);
        }

        public SafeFileHandle Handle { get; }

        public void Publish(bool flush)
        {
            FChmod.Set(Handle, FileMode);
            if (flush)
            {
                Fdatasync.Flush(Handle);
            }

            RenameAt.Rename(_folder.Handle, _temporary, _folder.Handle, _name);
            _isPublished = true;
        }

        public void Dispose()
        {
            Handle.Dispose();
            if (!_isPublished)
            {
                UnlinkAt.TryUnlink(_folder.Handle, _temporary);
            }
        }
    }
}
