using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Store.Files;
using GraphDriver.Store.Json;
using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>
/// The mounts of layers, shared with containers/storage: <c>overlay-layers/mountpoints.json</c> of the run root and its
/// lock. Where the lock of layers is taken too, it is taken first.
/// </summary>
public sealed class MountPoints
{
    private const string FileName = "mountpoints.json";
    private const string LockName = "mountpoints.lock";
    private const int MaxSize = 1 << 28;

    private readonly StoreFolder _folder;

    internal MountPoints(StoreFolder folder)
    {
        _folder = folder;
        StoreLock.Touch(folder, LockName);
    }

    /// <summary>The mounts as they are now.</summary>
    /// <exception cref="InvalidDataException">The file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public IReadOnlyList<MountPoint> Read()
    {
        using var held = StoreLock.Acquire(_folder, LockName, LockMode.Shared);
        return Load();
    }

    /// <summary>Takes the exclusive lock, to mount or unmount and note it.</summary>
    /// <exception cref="InvalidDataException">The file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public MountPointTransaction BeginWrite()
    {
        var held = StoreLock.Acquire(_folder, LockName, LockMode.Exclusive);
        try
        {
            return new MountPointTransaction(this, held, Load());
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Whether something is mounted at a path now: a record may outlive its mount.</summary>
    public static bool IsMounted(string path) =>
        Statx.TryQuery(WorkingDirectory.Handle, path, StatFlags.NoFollow, out var status) == Linux.Errno.None
        && (status.Attributes & StatAttributes.MountRoot) != 0;

    internal bool IsMounted(LayerId layer) => PathOf(layer) is not null;

    internal void RequireUnmounted(LayerId layer)
    {
        if (PathOf(layer) is { } path)
        {
            throw new StoreItemInUseException($"the layer {layer.ShortHex} is mounted at {path}; unmount it first");
        }
    }

    internal void Save(StoreLock held, IEnumerable<MountPoint> mounts)
    {
        held.RecordWrite();
        _folder.WriteWhole(FileName, MountPointFile.Format(mounts), flush: true);
    }

    private string? PathOf(LayerId layer) =>
        Read().FirstOrDefault(mount => mount.Layer == layer) is { Path: { } path } && IsMounted(path) ? path : null;

    private List<MountPoint> Load() =>
        _folder.ReadIfThere(FileName, MaxSize) is { Length: > 0 } content ? MountPointFile.Parse(content, _folder.PathOf(FileName)) : [];
}
