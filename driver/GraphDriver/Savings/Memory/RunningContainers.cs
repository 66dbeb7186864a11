using System.Globalization;
using System.Text;
using GraphDriver.Containers;
using GraphDriver.Linux;
using GraphDriver.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Savings.Memory;

/// <summary>
/// The containers of a store that run, those of podman and CRI-O too: which processes are theirs and which layers they run on. The file with the
/// number of the first process lies where conmon was told to write it, at the same place for all of these.
/// </summary>
internal sealed class RunningContainers
{
    private const int MaxPidFile = 64;

    private readonly ContainerStorage _storage;
    private readonly StorageSnapshot _records;
    private readonly LayerChainReader _layers;
    private readonly ProcessTable _processes = new();

    public RunningContainers(ContainerStorage storage, StorageSnapshot records)
    {
        (_storage, _records) = (storage, records);
        _layers = new LayerChainReader(storage.Root.GraphRootPath, storage.Configuration.AdditionalImageStores);
    }

    /// <summary>A container's processes; null where it does not run.</summary>
    /// <param name="record">The container.</param>
    /// <param name="withLayers">Whether its layers are wanted as well.</param>
    /// <exception cref="InvalidDataException">A file of the store is not as it should be; it is named.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public Workload? Find(ContainerRecord record, bool withLayers)
    {
        if (FirstProcess(record) is not { } first)
        {
            return null;
        }

        var image = record.ImageId.IsEmpty ? null : _records.AdditionalImages.Prepend(_records.Images).Select(images => images.Find(record.ImageId)).FirstOrDefault(image => image is not null);
        var workload = new Workload
        {
            Name = record.Names is [var name, ..] ? name : record.Id.ShortHex,
            Id = record.Id.Hex,

            // Without an image, containers have in common what their layers have.
            Image = record.ImageId.IsEmpty ? record.Id.Hex : record.ImageId.ToString(),
            ImageName = image?.Names is [var imageName, ..] ? imageName : "",
            Processes = _processes.ProcessesOf(first, record.Id.Hex),
        };
        return withLayers ? WithLayers(workload, record, first) : workload;
    }

    /// <summary>Null where the container has ended, and gone with its layer, in the meantime.</summary>
    private Workload? WithLayers(Workload workload, ContainerRecord record, int first)
    {
        try
        {
            var ancestors = _records.Layers.Find(record.LayerId) is { Parent: { IsEmpty: false } parent } ? Ancestors(parent) : [];
            return workload with { Layers = _layers.Read(record.LayerId, ancestors).Lowers };
        }
        catch (Exception error) when (error is InvalidDataException or LinuxException && !ProcessIdentity.Of(first).IsAlive())
        {
            return null;
        }
    }

    private List<LayerId> Ancestors(LayerId parent)
    {
        var ancestors = new List<LayerId>();
        for (var id = parent; !id.IsEmpty && !ancestors.Contains(id) && _records.FindLayer(id) is { } layer; id = layer.Parent)
        {
            ancestors.Add(id);
        }

        return ancestors;
    }

    private int? FirstProcess(ContainerRecord record) =>
        ReadPidFile(record) is { } pid && IsOf(pid, record) ? pid : MountUsers.FindProcess(MountOf(record));

    /// <summary>
    /// Whether a process is the container's: a number may be left from a run that has ended and belong to another process by now. Its control
    /// group has the container's id in its name, or its root is the container's mount.
    /// </summary>
    private bool IsOf(int pid, ContainerRecord record) =>
        _processes.GroupOf(pid, record.Id.Hex) is not null || MountUsers.IsIn(pid, MountOf(record));

    private int? ReadPidFile(ContainerRecord record) =>
        _storage.Containers.RunFolder.ReadIfThere($"{record.Id}/userdata/pidfile", MaxPidFile) is { } text
        && int.TryParse(Encoding.ASCII.GetString(text).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0
            ? pid
            : null;

    private string MountOf(ContainerRecord record) => Path.Combine(_storage.Root.GraphRootPath, StoreLayout.Overlay, record.LayerId.Hex, "merged");
}
