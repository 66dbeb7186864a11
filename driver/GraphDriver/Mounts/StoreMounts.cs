using GraphDriver.Drivers;
using GraphDriver.Store;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Mounts;

/// <summary>Mounts of images and containers, as podman makes them: an image read-only, a container with its own layer to write to.</summary>
public sealed class StoreMounts
{
    private const string MountOptionsFlag = "MountOpts";
    private const string VolatileFlag = "Volatile";
    private const string MetacopyOption = "metacopy=on";

    private readonly ContainerStorage _storage;
    private readonly ILayerMounting _layers;

    public StoreMounts(ContainerStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        _layers = GraphDrivers.Of(storage);
    }

    /// <summary>Mounts an image's topmost layer read-only, or adds a user to its mount.</summary>
    /// <returns>Where it is mounted, absolute.</returns>
    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    public string MountImage(ImageRecord image, bool requireVerity = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        var metacopy = _storage.Configuration.MountOptions.Where(option => option == MetacopyOption);
        return _layers.Mount(
            TopLayer(image),
            new MountRequest { ReadOnly = true, Options = [.. metacopy], RequireVerity = requireVerity || _storage.Configuration.RequiresVerity });
    }

    /// <summary>Mounts a container's layer over its image's, or adds a user to its mount.</summary>
    /// <returns>Where it is mounted, absolute.</returns>
    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    public string MountContainer(ContainerRecord container, bool requireVerity = false, string label = "")
    {
        ArgumentNullException.ThrowIfNull(container);
        if (container.UidMap.Count > 0 || container.GidMap.Count > 0)
        {
            throw new NotSupportedException(
                $"the container {container.Id} has its own mapping of users and groups, which is not supported");
        }

        return _layers.Mount(
            container.LayerId,
            new MountRequest
            {
                Options = ContainerOptions(container),
                Volatile = container.Flags.IsTrue(VolatileFlag) && !_storage.Configuration.DisableVolatile,
                RequireVerity = requireVerity || _storage.Configuration.RequiresVerity,
                Label = label,
            });
    }

    /// <summary>Keeps a container's layer mounted, with the options that are its own, until what is returned is disposed.</summary>
    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    public IDisposable HoldContainer(ContainerRecord container)
    {
        MountContainer(container);
        return new Hold(this, container);
    }

    /// <summary>Takes one user off an image's mount, and the mount away with the last.</summary>
    /// <returns>How many users are left; null where it was not mounted.</returns>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public int? UnmountImage(ImageRecord image, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.TopLayer.IsEmpty ? null : _layers.Unmount(TopLayer(image), force);
    }

    /// <summary>Takes one user off a container's mount, and the mount away with the last.</summary>
    /// <param name="container">The container.</param>
    /// <param name="force">Takes the mount away whoever uses it.</param>
    /// <param name="keepRunning">Refuses to take the mount from a program that runs in it, unless forced.</param>
    /// <returns>How many users are left; null where it was not mounted.</returns>
    /// <exception cref="StoreItemInUseException">A program runs in it.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public int? UnmountContainer(ContainerRecord container, bool force = false, bool keepRunning = false)
    {
        ArgumentNullException.ThrowIfNull(container);
        return _layers.Unmount(container.LayerId, force, keepRunning);
    }

    /// <summary>What is mounted, with the image or container that it is.</summary>
    /// <exception cref="InvalidDataException">A file of the store is not as it should be.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public IReadOnlyList<StoreMount> List()
    {
        var mounts = _layers.ListMounts();
        if (mounts.Count == 0)
        {
            return [];
        }

        var images = _storage.Images.Read();
        var containers = _storage.Containers.Read();
        return [.. mounts.SelectMany(mount => Users(mount, images, containers))];
    }

    private static List<StoreMount> Users(MountPoint mount, ImageSnapshot images, ContainerSnapshot containers)
    {
        if (containers.OfLayer(mount.Layer) is { } container)
        {
            return [new StoreMount(mount, null, container)];
        }

        var users = images.Records
            .Where(image => image.TopLayer == mount.Layer || image.MappedTopLayers.Contains(mount.Layer))
            .Select(image => new StoreMount(mount, image, null))
            .ToList();
        return users.Count > 0 ? users : [new StoreMount(mount, null, null)];
    }

    /// <summary>The topmost layer with the owners as the image has them: it may only be there in copies for user namespaces.</summary>
    private LayerId TopLayer(ImageRecord image)
    {
        if (image.TopLayer.IsEmpty)
        {
            throw new InvalidDataException($"the image {image.Id} has no layers to mount");
        }

        var layers = _storage.Layers.Read();
        foreach (var id in image.MappedTopLayers.Prepend(image.TopLayer))
        {
            if (layers.Find(id) is { UidMap.Count: 0, GidMap.Count: 0 })
            {
                return id;
            }
        }

        return layers.Find(image.TopLayer) is null
            ? throw new InvalidDataException($"the layer {image.TopLayer} of the image {image.Id} is missing")
            : throw new NotSupportedException($"the image {image.Id} is only there with mapped users and groups, which is not supported");
    }

    private IReadOnlyList<string> ContainerOptions(ContainerRecord container)
    {
        var configured = _storage.Configuration.MountOptions;
        if (container.Flags[MountOptionsFlag] is not JArray { Count: > 0 } own)
        {
            return configured;
        }

        // Without it the kernel would not follow what the lower layers' metacopies say.
        var options = own.Where(option => option.Type == JTokenType.String).Select(option => (string)option!).ToList();
        return configured.Contains(MetacopyOption) && !options.Contains(MetacopyOption) ? [.. options, MetacopyOption] : options;
    }

    private sealed class Hold(StoreMounts mounts, ContainerRecord container) : IDisposable
    {
        public void Dispose() => mounts.UnmountContainer(container);
    }
}
