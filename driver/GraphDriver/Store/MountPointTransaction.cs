using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>Changes to the mounts of layers under their exclusive lock; nothing is written before <see cref="Save"/>.</summary>
public sealed class MountPointTransaction : IDisposable
{
    private readonly MountPoints _store;
    private readonly StoreLock _lock;
    private readonly List<MountPoint> _mounts;

    internal MountPointTransaction(MountPoints store, StoreLock held, List<MountPoint> mounts) =>
        (_store, _lock, _mounts) = (store, held, mounts);

    /// <summary>The mounts with all changes so far.</summary>
    public IReadOnlyList<MountPoint> Mounts => _mounts;

    /// <summary>The mount of a layer, null where it has none.</summary>
    public MountPoint? Find(LayerId layer) => _mounts.FindIndex(mount => mount.Layer == layer) is >= 0 and var index ? _mounts[index] : null;

    /// <summary>Notes a mount; a count of 0 drops the note.</summary>
    /// <exception cref="ArgumentException">The path is empty or the count negative.</exception>
    public void Set(LayerId layer, string path, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var index = _mounts.FindIndex(mount => mount.Layer == layer);
        if (index >= 0)
        {
            _mounts.RemoveAt(index);
        }

        if (count > 0)
        {
            _mounts.Insert(index >= 0 ? index : _mounts.Count, new MountPoint(layer, path, count));
        }
    }

    /// <summary>Writes a new token and then the file.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Save() => _store.Save(_lock, _mounts);

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock.Dispose();
}
