using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Verity;
using GraphDriver.Objects;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks.Repair;

/// <summary>
/// The pool while a store is mended: entries are proven by reading them before they are used, damaged ones go, and sound ones take the places
/// of damaged names in layers.
/// </summary>
internal sealed class SoundObjects : IDisposable
{
    private const OpenFlags FolderFlags = OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow;
    private const uint ObjectMode = 0x124; // 0444

    private readonly ContainerStorage _store;
    private readonly SafeFileHandle _pool;
    private readonly ObjectVerifier _verifier;

    public SoundObjects(ContainerStorage store)
    {
        _store = store;
        ObjectPool.Open(store.Root.Root).Dispose();
        _pool = OpenAt.Open(store.Root.Root, ObjectPool.Folder, FolderFlags);
        _verifier = new ObjectVerifier(new ContentDigests(_pool));
    }

    /// <summary>Whether the pool has the object, and sound; an entry that is damaged goes.</summary>
    public bool Has(string path, CancellationToken cancellationToken)
    {
        switch (_verifier.Look(_pool, Bytes(path), size: null, verity: null, cancellationToken).Kind)
        {
            case null:
                return true;
            case FindingKind.MissingObject:
                return false;
            default:
                UnlinkAt.TryUnlink(_pool, path);
                return false;
        }
    }

    /// <summary>Takes the object from another layer of the store, or from an additional store.</summary>
    /// <returns>Where it was found; null where nobody has it sound.</returns>
    public string? TryFindElsewhere(string path, CancellationToken cancellationToken)
    {
        foreach (var layer in _store.Layers.Read().Records)
        {
            if (TryTake(_store.Root.Root, layer.Id, path, cancellationToken))
            {
                return $"the layer {layer.Id.ShortHex}";
            }
        }

        foreach (var store in _store.AdditionalStores)
        {
            using var root = OpenAt.Open(store.Path, OpenFlags.Directory | OpenFlags.PathOnly);
            if (store.Layers is { } layers && layers.Read().Records.Any(layer => TryTake(root, layer.Id, path, cancellationToken)))
            {
                return $"the additional store {store.Path}";
            }
        }

        return null;
    }

    /// <summary>A nameless file for content that is to become an object.</summary>
    public SafeFileHandle CreateNameless() => OpenAt.Open(_pool, "."u8, OpenFlags.Temporary | OpenFlags.ReadWrite, ObjectMode);

    /// <summary>Makes a file whose content was proven the pool's entry.</summary>
    public void Publish(SafeFileHandle file, string path)
    {
        Fdatasync.Flush(file);
        MkdirAt.TryMake(_pool, path[..ObjectPath.ShardLength], ObjectPool.ShardMode);
        var errno = LinkAt.TryLinkHandle(file, _pool, path);
        if (errno != Errno.EEXIST)
        {
            LinuxException.ThrowIfError(errno, "link", path);
        }
    }

    /// <summary>Puts the pool's object in its place in a layer, which nobody sees without it at any moment.</summary>
    public void PutInto(LayerId layer, string path)
    {
        using var diff = OpenAt.Open(_store.Root.Root, $"{LayerDirectories.PathOf(layer)}/diff", FolderFlags);
        var before = Statx.Query(diff);
        var shard = path[..ObjectPath.ShardLength];
        if (MkdirAt.TryMake(diff, shard, ObjectPool.ShardMode) == Errno.None)
        {
            // Mode and time of the folder are those of the layer's root.
            UtimensAt.Set(diff, before.MtimeSeconds, before.MtimeNanoseconds);
        }

        using var folder = OpenAt.Open(diff, shard, FolderFlags);
        var name = path[(ObjectPath.ShardLength + 1)..];
        UnlinkAt.TryUnlink(folder, $"{name}~");
        LinkOrCopy(folder, $"{name}~", path);
        RenameAt.Rename(folder, $"{name}~", folder, name, RenameFlags.None);
    }

    /// <summary>The layers whose name for the object leads to another inode than the pool's, that is damaged.</summary>
    public IEnumerable<LayerId> FindDamaged(IEnumerable<LayerId> layers, string path, CancellationToken cancellationToken)
    {
        foreach (var layer in layers)
        {
            if (OpenDiff(_store.Root.Root, layer) is { } diff)
            {
                using (diff)
                {
                    if (_verifier.Look(diff, Bytes(path), size: null, verity: null, cancellationToken).Kind == FindingKind.DamagedObject)
                    {
                        yield return layer;
                    }
                }
            }
        }
    }

    public void Dispose() => _pool.Dispose();

    private static byte[] Bytes(string path) => System.Text.Encoding.UTF8.GetBytes(path);

    private static SafeFileHandle? OpenDiff(SafeFileHandle root, LayerId layer) =>
        OpenAt.TryOpen(root, $"{LayerDirectories.PathOf(layer)}/diff", FolderFlags, 0, out var diff) == Errno.None ? diff : null;

    private bool TryTake(SafeFileHandle root, LayerId layer, string path, CancellationToken cancellationToken)
    {
        if (OpenDiff(root, layer) is not { } diff)
        {
            return false;
        }

        using (diff)
        {
            if (Statx.TryQuery(diff, path, StatFlags.NoFollow, out _) != Errno.None || _verifier.Look(diff, Bytes(path), size: null, verity: null, cancellationToken).Kind is not null)
            {
                return false;
            }

            MkdirAt.TryMake(_pool, path[..ObjectPath.ShardLength], ObjectPool.ShardMode);
            if (LinkAt.TryLink(diff, path, _pool, path) != Errno.None)
            {
                using var source = OpenAt.Open(diff, path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
                using var copy = CreateNameless();
                FileCopy.Copy(source, copy, cancellationToken);
                Publish(copy, path);
            }

            return Has(path, cancellationToken);
        }
    }

    private void LinkOrCopy(SafeFileHandle folder, string name, string path)
    {
        using (var source = OpenAt.Open(_pool, path, OpenFlags.ReadOnly | OpenFlags.NoFollow))
        {
            if (_store.Configuration.RequiresVerity)
            {
                EnableVerity.TryEnable(source);
            }
        }

        var errno = LinkAt.TryLink(_pool, path, folder, name);
        if (errno != Errno.EMLINK)
        {
            LinuxException.ThrowIfError(errno, "link", name);
            return;
        }

        using var full = OpenAt.Open(_pool, path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
        using var copy = OpenAt.Open(folder, name, OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.WriteOnly, ObjectMode);
        FileCopy.Copy(full, copy);
        Fdatasync.Flush(copy);
    }
}
