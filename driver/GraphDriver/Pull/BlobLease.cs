using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull;

/// <summary>
/// The right to fetch one blob into one store, from before its first byte until its layer is committed: the lock of the file
/// <c>graphdriver/leases/&lt;digest&gt;</c> below the run root. The kernel takes it from whoever dies.
/// </summary>
internal sealed class BlobLease : IDisposable
{
    private const string Folder = "graphdriver/leases";
    private const uint FolderMode = 0x1C0; // 0700
    private const int LongestDigest = 256;

    private readonly SafeFileHandle _runRoot;
    private readonly string _path;
    private readonly RecordLock _lock;

    private BlobLease(SafeFileHandle runRoot, string path, RecordLock held)
    {
        (_runRoot, _path, _lock) = (runRoot, path, held);
        Note(null);
    }

    /// <summary>Takes the lease if it is free; null where another pull has it.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static BlobLease? TryTake(SafeFileHandle runRoot, Digest blob)
    {
        MkdirAt.MakeIfMissing(runRoot, "graphdriver", FolderMode);
        MkdirAt.MakeIfMissing(runRoot, Folder, FolderMode);
        var path = PathOf(blob);
        while (RecordLock.TryAcquire(runRoot, path, LockMode.Exclusive) is { } held)
        {
            // Whoever had it before has removed the file that this is the lock of: the next one makes another.
            if (Statx.TryQuery(runRoot, path, StatFlags.NoFollow, out var named) == Errno.None && named.IsSameFile(Statx.Query(held.Handle)))
            {
                return new BlobLease(runRoot, path, held);
            }

            held.Dispose();
        }

        return null;
    }

    /// <summary>What the holder of a blob's lease noted; null where it waits for nothing, or nobody holds it.</summary>
    public static Digest? ReadNote(SafeFileHandle runRoot, Digest blob)
    {
        if (OpenAt.TryOpen(runRoot, PathOf(blob), OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var file) != Errno.None)
        {
            return null;
        }

        using (file)
        {
            Span<byte> text = stackalloc byte[LongestDigest];
            var length = ReadFile.ReadAt(file!, text, 0);
            return Digest.TryParse(Encoding.ASCII.GetString(text[..length]), out var digest) ? digest : null;
        }
    }

    /// <summary>Notes the blob that has to come before this one's layer can be committed, and that another pull fetches; null is none.</summary>
    public void Note(Digest? awaited)
    {
        FTruncate.Set(_lock.Handle, 0);
        if (awaited is { } digest)
        {
            WriteFile.WriteAt(_lock.Handle, Encoding.ASCII.GetBytes(digest.ToString()), 0);
        }
    }

    public void Dispose()
    {
        if (!_lock.Handle.IsClosed)
        {
            UnlinkAt.TryUnlink(_runRoot, _path);
            _lock.Dispose();
        }
    }

    private static string PathOf(Digest blob) => $"{Folder}/{blob.Algorithm}-{blob.Hex}";
}
