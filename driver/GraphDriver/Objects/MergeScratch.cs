using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// The folder <c>graphdriver/dedup</c>, in which an object waits for the moment that it takes another's place. One process at a time has it; what one that
/// died has left in it is removed by the next.
/// </summary>
internal sealed class MergeScratch : IDisposable
{
    private const string Folder = "graphdriver/dedup";
    private const string LockName = ".lock";
    private const string ObjectName = "object";
    private const uint FolderMode = 0x1C0; // 0700

    private readonly SafeFileHandle _folder;
    private readonly RecordLock _lock;

    private MergeScratch(SafeFileHandle folder, RecordLock held) => (_folder, _lock) = (folder, held);

    /// <summary>Takes the folder; null where another process has it.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static MergeScratch? TryOpen(SafeFileHandle root)
    {
        MkdirAt.MakeIfMissing(root, "graphdriver", FolderMode);
        MkdirAt.MakeIfMissing(root, Folder, FolderMode);
        var folder = OpenAt.Open(root, Folder, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
        if (RecordLock.TryAcquire(folder, LockName, LockMode.Exclusive) is not { } held)
        {
            folder.Dispose();
            return null;
        }

        UnlinkAt.TryUnlink(folder, ObjectName);
        return new MergeScratch(folder, held);
    }

    /// <summary>
    /// Puts one more name of a file in the place of an object, which is there at every moment. Where the object is gone meanwhile, with its layer, nothing
    /// comes in its place.
    /// </summary>
    /// <param name="file">The file, open.</param>
    /// <param name="diff">The layer's <c>diff/</c>.</param>
    /// <param name="path">The object's path.</param>
    /// <returns>What kept it from being done.</returns>
    public Errno TryReplace(SafeFileHandle file, SafeFileHandle diff, ReadOnlySpan<byte> path)
    {
        var error = LinkAt.TryLinkHandle(file, _folder, ObjectName);
        if (error != Errno.None)
        {
            return error;
        }

        error = RenameAt.TryRename(_folder, ObjectName, diff, path, RenameFlags.Exchange);
        UnlinkAt.TryUnlink(_folder, ObjectName);
        return error;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _lock.Dispose();
    }
}
