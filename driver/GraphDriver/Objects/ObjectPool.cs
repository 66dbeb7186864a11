using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// The content pool, <c>graphdriver/objects/xx/rest</c> below the storage root: one more hard link to every object of
/// every layer. The file system is the index; finding a content is one look-up. An entry that is missing or does not
/// hold what its name says only costs a copy, never a wrong file.
/// </summary>
internal sealed class ObjectPool : IDisposable
{
    /// <summary>The mode of the 256 folders that objects are sharded into, as podman makes them.</summary>
    public const uint ShardMode = 0x1ED; // 0755

    /// <summary>Where the pool is, below the storage root.</summary>
    public const string Folder = "graphdriver/objects";

    private const uint FolderMode = 0x1C0; // 0700
    private const long BlockUnit = 512; // of st_blocks

    private readonly SafeFileHandle _directory;
    private readonly EntryTrust _trust;

    private ObjectPool(SafeFileHandle directory, EntryTrust trust)
    {
        _directory = directory;
        _trust = trust;
    }

    /// <summary>Opens the pool below the storage root, making it where it is not.</summary>
    /// <param name="root">The storage root, by the handle through which layers are reached, so that links can be made.</param>
    public static ObjectPool Open(SafeFileHandle root)
    {
        MkdirAt.MakeIfMissing(root, "graphdriver", FolderMode);
        MkdirAt.MakeIfMissing(root, Folder, FolderMode);
        return new ObjectPool(
            OpenAt.Open(root, Folder, OpenFlags.Directory | OpenFlags.PathOnly),
            EntryTrust.Load(root));
    }

    /// <summary>
    /// Links the content into a layer's <c>diff/</c> if the pool holds it. An entry of another size, or one written
    /// before a crash that does not have its content any more, is taken out of the pool.
    /// </summary>
    /// <param name="diff">The layer's <c>diff/</c>.</param>
    /// <param name="path">The object's path, <c>xx/rest</c>.</param>
    /// <param name="size">The content's length in bytes.</param>
    /// <returns>False where the pool does not have it.</returns>
    public bool TryLinkInto(SafeFileHandle diff, ReadOnlySpan<byte> path, long size) => TryLinkInto(diff, path, path, size);

    private bool TryLinkInto(SafeFileHandle diff, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, long size)
    {
        if (Statx.TryQuery(_directory, path, StatFlags.NoFollow, out var status) != Errno.None)
        {
            return false;
        }

        if (status.Size != size || !_trust.IsSound(_directory, path, status))
        {
            UnlinkAt.TryUnlink(_directory, path);
            return false;
        }

        var error = LinkInto(diff, name, path);
        switch (error)
        {
            case Errno.None or Errno.EEXIST:
                return true;
            case Errno.ENOENT:
                return false; // swept since the look-up
            case Errno.EMLINK:
                ReplaceFull(path);
                return false;
            default:
                LinuxException.ThrowIfError(error, "link", path);
                return false;
        }
    }

    /// <summary>
    /// Makes an object that was just written into a layer known to the pool. Where the pool has the content already, the
    /// layer's own file gives way to the pool's.
    /// </summary>
    /// <returns>False where it has given way.</returns>
    public bool Publish(SafeFileHandle diff, ReadOnlySpan<byte> path, long size)
    {
        var error = LinkFrom(diff, path);
        if (error == Errno.EEXIST)
        {
            if (TryReplace(diff, path, size))
            {
                return false;
            }

            // What was there was no good, or full of links, and is gone.
            error = LinkFrom(diff, path);
        }

        if (error != Errno.EEXIST)
        {
            LinuxException.ThrowIfError(error, "link", path);
        }

        return true;
    }

    /// <summary>
    /// Takes an entry out of the pool if no layer has it any more. It needs no lock: a layer that links the entry between
    /// the look and the removal keeps its own link, and the pool gets its one back.
    /// </summary>
    /// <returns>The bytes of disk that became free; null where the entry stays or is not there.</returns>
    public long? Sweep(ReadOnlySpan<byte> path)
    {
        if (Statx.TryQuery(_directory, path, StatFlags.NoFollow, out var status) != Errno.None || status.Nlink > 1
            || OpenAt.TryOpen(_directory, path, OpenFlags.PathOnly | OpenFlags.NoFollow, 0, out var entry) != Errno.None)
        {
            return null;
        }

        using (entry)
        {
            if (UnlinkAt.TryUnlink(_directory, path) != Errno.None || Statx.Query(entry!).Nlink == 0)
            {
                return status.Blocks * BlockUnit;
            }

            // The other link came in between. A copy that was published since then is as good.
            LinkAt.TryLinkHandle(entry!, _directory, path);
            return null;
        }
    }

    /// <summary>All entries, by folder and name.</summary>
    public IEnumerable<(byte[] Shard, byte[] Name)> Entries() => EntriesOf(_directory);

    /// <summary>All entries of the pool that a handle is of, by folder and name.</summary>
    public static IEnumerable<(byte[] Shard, byte[] Name)> EntriesOf(SafeFileHandle pool)
    {
        using var objects = OpenAt.Open(pool, ".", OpenFlags.Directory | OpenFlags.ReadOnly);
        foreach (var shard in DirectoryReader.Read(objects).Where(entry => entry.Type == FileType.Directory).ToList())
        {
            using var folder = OpenAt.Open(pool, shard.Name, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
            foreach (var entry in DirectoryReader.Read(folder).Where(entry => ObjectPath.IsObject(shard.Name, entry.Name)).ToList())
            {
                yield return (shard.Name, entry.Name);
            }
        }
    }

    private Errno LinkInto(SafeFileHandle diff, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var error = LinkAt.TryLink(_directory, path, diff, name);
        if (error != Errno.ENOENT)
        {
            return error;
        }

        MkdirAt.TryMake(diff, path[..ObjectPath.ShardLength], ShardMode);
        return LinkAt.TryLink(_directory, path, diff, name);
    }

    private Errno LinkFrom(SafeFileHandle diff, ReadOnlySpan<byte> path)
    {
        var error = LinkAt.TryLink(diff, path, _directory, path);
        if (error != Errno.ENOENT)
        {
            return error;
        }

        MkdirAt.TryMake(_directory, path[..ObjectPath.ShardLength], ShardMode);
        return LinkAt.TryLink(diff, path, _directory, path);
    }

    /// <summary>Puts the pool's file in the place of the layer's own, which is there at every moment.</summary>
    private bool TryReplace(SafeFileHandle diff, ReadOnlySpan<byte> path, long size)
    {
        Span<byte> beside = stackalloc byte[ObjectPath.Length + 1];
        path.CopyTo(beside);
        beside[^1] = (byte)'~';
        if (!TryLinkInto(diff, beside, path, size))
        {
            return false;
        }

        RenameAt.Rename(diff, beside, diff, path, RenameFlags.None);
        return true;
    }

    /// <summary>
    /// An inode at the file system's link limit can serve no further layer: its name goes, so that the next copy of the
    /// content takes its place in the pool.
    /// </summary>
    private void ReplaceFull(ReadOnlySpan<byte> path) => UnlinkAt.TryUnlink(_directory, path);

    public void Dispose()
    {
        _directory.Dispose();
    }
}
