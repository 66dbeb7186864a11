using GraphDriver.Linux.Locks;
using GraphDriver.Store.Files;
using GraphDriver.Store.Json;

namespace GraphDriver.Store;

/// <summary>
/// The records of containers (<c>overlay-containers/containers.json</c> and its volatile sibling, which holds those that
/// go when they end), their big data and folders.
/// </summary>
public sealed class ContainerStore : RecordStore<ContainerRecord, ContainerSnapshot>
{
    internal const string FileName = "containers.json";
    private const string VolatileFileName = "volatile-containers.json";
    private const string LockName = "containers.lock";
    private const string UserData = "userdata";

    private readonly BigDataFolder _bigData;

    /// <summary>In a transient store the volatile file and the lock are in the run root.</summary>
    internal ContainerStore(StoreFolder folder, StoreFolder runFolder, bool isTransient)
        : base(new(
            new ContainerRecordFormat(),
            isTransient ? runFolder : folder,
            LockName,
            new(folder, FileName),
            new(isTransient ? runFolder : folder, VolatileFileName),
            isReadOnly: false))
    {
        (Folder, RunFolder, _bigData) = (folder, runFolder, new BigDataFolder(folder));
    }

    /// <summary>The folder <c>overlay-containers</c> of the storage root.</summary>
    public StoreFolder Folder { get; }

    /// <summary>The folder <c>overlay-containers</c> of the run root.</summary>
    public StoreFolder RunFolder { get; }

    /// <summary>Takes the exclusive lock.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public ContainerTransaction BeginWrite()
    {
        var held = Files.Lock(LockMode.Exclusive)!;
        try
        {
            return new ContainerTransaction(this, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A container's big data item, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is too large to be read at once.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public byte[]? ReadBigData(ContainerId container, string key) => _bigData.Read(container.Hex, key);

    /// <summary>The path of the folder, made where it is missing, for what a container's tools keep as long as it is there.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public string MakeUserData(ContainerId container) => Make(Folder, container);

    /// <summary>As <see cref="MakeUserData"/>, for what a reboot may lose.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public string MakeRunUserData(ContainerId container) => Make(RunFolder, container);

    internal void WriteBigData(ContainerId container, string key, ReadOnlySpan<byte> content) => _bigData.Write(container.Hex, key, content);

    internal void RemoveFiles(ContainerId container)
    {
        Folder.RemoveTree(container.Hex);
        RunFolder.RemoveTree(container.Hex);
    }

    private protected override ContainerSnapshot CreateSnapshot(IReadOnlyList<ContainerRecord> records) => new(records);

    private static string Make(StoreFolder parent, ContainerId container)
    {
        using var own = StoreFolder.OpenOrMake(parent.Handle, parent.FullPath, container.Hex);
        using var userData = StoreFolder.OpenOrMake(own.Handle, own.FullPath, UserData);
        return userData.FullPath;
    }
}
