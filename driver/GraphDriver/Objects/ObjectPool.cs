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

    // Several layers at once may find the same object full of names: the first copies it, the others link the copy.
    private static readonly Lock Renewals = new();

    private readonly SafeFileHandle _directory;
    private readonly EntryTrust _trust;
    private readonly uint _maximumLinks;
    private bool _hasSwept;

    private ObjectPool(SafeFileHandle directory, EntryTrust trust, uint maximumLinks) =>
        (_directory, _trust, _maximumLinks) = (directory, trust, maximumLinks);

    /// <summary>The user whom the pool belongs to.</summary>
    public uint Owner => Statx.Query(_directory).Uid;

    /// <summary>Opens the pool below the storage root, making it where it is not.</summary>
    /// <param name="root">The storage root, by the handle through which layers are reached, so that links can be made.</param>
    /// <param name="maximumLinks">How many names an object may have, where that is fewer than the file system allows.</param>
    public static ObjectPool Open(SafeFileHandle root, uint maximumLinks = uint.MaxValue)
    {
        MkdirAt.MakeIfMissing(root, "graphdriver", FolderMode);
        MkdirAt.MakeIfMissing(root, Folder, FolderMode);
        return new ObjectPool(
            OpenAt.Open(root, Folder, OpenFlags.Directory | OpenFlags.PathOnly),
            EntryTrust.Load(root),
            maximumLinks);
    }

    /// <summary>Opens the pool below the storage root if there is one; nothing is made.</summary>
    /// <returns>Null where there is none.</returns>
    public static ObjectPool? TryOpen(SafeFileHandle root) =>
        OpenAt.TryOpen(root, Folder, OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow, 0, out var directory) == Errno.None
            ? new ObjectPool(directory!, EntryTrust.Load(root), uint.MaxValue)
            : null;

    /// <summary>
    /// Links the content into a layer's <c>diff/</c> if the pool holds it. An entry of another size, or one written
    /// before a crash that does not have its content any more, is taken out of the pool. Where one is at the file system's limit of
    /// links, the layer gets a copy, which takes its place.
    /// </summary>
    /// <param name="diff">The layer's <c>diff/</c>.</param>
    /// <param name="path">The object's path, <c>xx/rest</c>.</param>
    /// <param name="size">The content's length in bytes.</param>
    /// <returns>False where the pool does not have it.</returns>
    public bool TryLinkInto(SafeFileHandle diff, ReadOnlySpan<byte> path, long size)
    {
        var error = TryLinkInto(diff, path, path, size);
        if (error == Errno.EMLINK)
        {
            lock (Renewals)
            {
                error = TryLinkInto(diff, path, path, size);
                if (error == Errno.EMLINK)
                {
                    return TryRenew(diff, path);
                }
            }
        }

        return error is Errno.None or Errno.EEXIST;
    }

    /// <summary>Null where the pool does not have the content.</summary>
    private Errno? TryLinkInto(SafeFileHandle diff, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, long size)
    {
        if (Statx.TryQuery(_directory, path, StatFlags.NoFollow, out var status) != Errno.None)
        {
            return null;
        }

        if (status.Size != size || !status.IsRegularFile || !_trust.IsSound(_directory, path, status))
        {
            UnlinkAt.TryUnlink(_directory, path);
            return null;
        }

        var error = status.Nlink < _maximumLinks ? LinkInto(diff, name, path) : Errno.EMLINK;
        switch (error)
        {
            case Errno.None or Errno.EEXIST or Errno.EMLINK:
                return error;
            case Errno.ENOENT:
                return null; // swept since the look-up
            default:
                LinuxException.ThrowIfError(error, "link", path);
                return null;
        }
    }

    /// <summary>
    /// Makes a file of the pool's file system an object of the pool. Its content is what the name says, and nobody else may write to it.
    /// </summary>
    /// <returns>False where it cannot have one more name: another mount, another file system, its limit of links, a refusal.</returns>
    public bool TryAdd(SafeFileHandle file, ReadOnlySpan<byte> path)
    {
        var error = LinkAt.TryLinkHandle(file, _directory, path);
        if (error == Errno.ENOENT)
        {
            MkdirAt.TryMake(_directory, path[..ObjectPath.ShardLength], ShardMode);
            error = LinkAt.TryLinkHandle(file, _directory, path);
        }

        return error is Errno.None or Errno.EEXIST;
    }

    /// <summary>What the file system says of an object; false where the pool does not have it.</summary>
    public bool TryQuery(ReadOnlySpan<byte> path, out FileStatus status) => Statx.TryQuery(_directory, path, StatFlags.NoFollow, out status) == Errno.None;

    /// <summary>Opens an object for reading; null where the pool does not have it.</summary>
    public SafeFileHandle? TryOpen(ReadOnlySpan<byte> path) =>
        OpenAt.TryOpen(_directory, path, OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var file) == Errno.None ? file : null;

    /// <summary>Whether an object can have one more name.</summary>
    public bool HasRoomFor(SafeFileHandle file) => Statx.Query(file).Nlink < _maximumLinks;

    /// <summary>Puts a file that has an object's content in the object's place, for layers to come.</summary>
    public void Replace(SafeFileHandle file, ReadOnlySpan<byte> path)
    {
        UnlinkAt.TryUnlink(_directory, path);
        TryAdd(file, path);
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
                _hasSwept = true;
                return status.SizeOnDisk;
            }

            // The other link came in between. A copy that was published since then is as good.
            LinkAt.TryLinkHandle(entry!, _directory, path);
            return null;
        }
    }

    /// <summary>Takes an entry out that was found not to hold what its name says; the layers that have it keep it.</summary>
    public void Discard(ReadOnlySpan<byte> path) => UnlinkAt.TryUnlink(_directory, path);

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
        var error = TryLinkInto(diff, beside, path, size);
        if (error == Errno.EMLINK)
        {
            lock (Renewals)
            {
                error = TryLinkInto(diff, beside, path, size);
                if (error == Errno.EMLINK)
                {
                    // What the layer has written takes the place of what can serve no further layer.
                    UnlinkAt.TryUnlink(_directory, path);
                    LinkFrom(diff, path);
                }
            }
        }

        if (error is not (Errno.None or Errno.EEXIST))
        {
            return false;
        }

        RenameAt.Rename(diff, beside, diff, path, RenameFlags.None);
        return true;
    }

    /// <summary>
    /// An inode at the file system's limit of links can serve no further layer: a copy of it goes into this layer, and into its place in the pool.
    /// The layers that have it keep it.
    /// </summary>
    private bool TryRenew(SafeFileHandle diff, ReadOnlySpan<byte> path)
    {
        if (OpenAt.TryOpen(_directory, path, OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var full) != Errno.None)
        {
            return false;
        }

        using (full)
        using (var copy = OpenAt.Open(diff, "."u8, OpenFlags.Temporary | OpenFlags.WriteOnly, LayerObjects.ObjectMode))
        {
            FileCopy.Copy(full!, copy);
            MkdirAt.TryMake(diff, path[..ObjectPath.ShardLength], ShardMode);
            var error = LinkAt.TryLinkHandle(copy, diff, path);
            if (error == Errno.EEXIST)
            {
                return true;
            }

            LinuxException.ThrowIfError(error, "link", path);
        }

        UnlinkAt.TryUnlink(_directory, path);
        LinkFrom(diff, path);
        return true;
    }

    /// <summary>Closes it. The time of its folder becomes the moment until which objects were taken out, for the index.</summary>
    public void Dispose()
    {
        if (_hasSwept && !_directory.IsClosed)
        {
            NoteSweep();
        }

        _directory.Dispose();
    }

    private void NoteSweep()
    {
        try
        {
            UtimensAt.Set(_directory, ".", DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 0);
        }
        catch (LinuxException)
        {
            // The index keeps records of what is gone, which cost a look each.
        }
    }
}
