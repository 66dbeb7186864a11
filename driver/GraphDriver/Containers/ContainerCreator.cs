using System.Text;
using GraphDriver.Containers.Monitor;
using GraphDriver.Containers.Runtime;
using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using GraphDriver.Oci.Model;
using GraphDriver.Quotas;
using GraphDriver.Store;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Containers;

/// <summary>Makes containers: a layer of their own over their image's, their record and folders. Nothing runs yet.</summary>
internal sealed class ContainerCreator(ContainerStorage storage, HostFacts host)
{
    private readonly ILayerLifecycle _driver = GraphDrivers.Of(storage);

    /// <summary>Makes a container.</summary>
    /// <exception cref="ContainerRuntimeException">The image or the options cannot be run.</exception>
    /// <exception cref="FormatException">The name is none.</exception>
    /// <exception cref="InvalidDataException">An option for storage is none.</exception>
    /// <exception cref="NotSupportedException">It is to have a quota, and the file system has none; nothing is left.</exception>
    /// <exception cref="IOException">The name is taken, the image is gone, or a call failed; nothing is left.</exception>
    public Container Create(FoundImage image, ContainerOptions options)
    {
        var configuration = ReadConfiguration(image.Image);
        var config = ImageConfig.Parse(configuration, $"image {image.Image.Id.ShortHex}").Config;
        if (options.Name is { } wanted)
        {
            ContainerNames.Validate(wanted);
        }

        _ = QuotaOf(options);
        RequireSources(options.Volumes);
        var id = ContainerId.CreateRandom();
        var settings = new ContainerSettings
        {
            Name = options.Name ?? ContainerNames.CreateRandom(name => storage.Containers.Read().FindByName(name) is not null),
            ImageName = image.Name ?? (image.Image.Names is [var first, ..] ? first : image.Image.Id.Hex),
            ImageConfig = Encoding.UTF8.GetString(configuration),
            Options = options with { Volumes = WithImageVolumes(options.Volumes, config.Volumes) },
            Command = ContainerCommand.Resolve(config, options),
            RuntimePath = ProgramLocator.Runtime(options.Runtime, host.Cgroups).ExecutablePath,
            StopSignal = config.StopSignal is { Length: > 0 } signal ? Signal.Parse(signal) : Signal.Terminate,
            Created = Timestamp.Now,
        };
        _ = ContainerEnvironment.Resolve(config, options, host.Environment, "");
        var record = Add(id, image.Image, settings);
        if (!record.IsVolatile)
        {
            Flush.Run(storage);
        }

        return new Container(record, settings);
    }

    private ContainerRecord Add(ContainerId id, ImageRecord image, ContainerSettings settings)
    {
        using (var folders = ContainerFolders.Create(storage.Containers, id))
        {
            folders.Stays.WriteWhole(ContainerSettings.FileName, settings.Format(), flush: !settings.Options.Remove);
        }

        try
        {
            using var transaction = storage.BeginWrite();
            RequireStillPossible(transaction, image, settings.Name);
            var layer = AddLayer(transaction.Layers, image.TopLayer, settings);
            try
            {
                var record = Record(id, image, layer, settings);
                transaction.Containers.Add(record);
                transaction.Containers.Save();
                return record;
            }
            catch
            {
                _driver.Remove(transaction.Layers, layer);
                throw;
            }
        }
        catch
        {
            storage.Containers.Folder.RemoveTree(id.Hex);
            storage.Containers.RunFolder.RemoveTree(id.Hex);
            throw;
        }
    }

    private static void RequireStillPossible(StorageTransaction transaction, ImageRecord image, string name)
    {
        if (transaction.Images.Records.Find(image.Id) is null)
        {
            throw new FileNotFoundException($"the image {image.Id.ShortHex} was removed meanwhile: pull it again");
        }

        if (transaction.Containers.Records.FindByName(name) is { } other)
        {
            throw new IOException($"the name '{name}' is in use by the container {other.Id.ShortHex}: remove that one, or take another name");
        }
    }

    private LayerId AddLayer(LayerTransaction layers, LayerId parent, ContainerSettings settings)
    {
        var name = $"{settings.Name}-layer";
        var layer = new ReadWriteLayer
        {
            Parent = parent,
            Names = layers.Records.FindByName(name) is null ? [name] : [],
            Created = settings.Created,
            Quota = QuotaOf(settings.Options),
            IsVolatile = settings.Options.Remove || storage.Configuration.TransientStore,
        };
        return _driver.Create(layers, layer).Id;
    }

    private ContainerRecord Record(ContainerId id, ImageRecord image, LayerId layer, ContainerSettings settings)
    {
        var flags = RecordFlags.None.With("MountLabel", "").With("ProcessLabel", "");
        return new ContainerRecord
        {
            Id = id,
            ImageId = image.Id,
            LayerId = layer,
            Names = [settings.Name],
            Created = settings.Created,
            IsVolatile = settings.Options.Remove || storage.Configuration.TransientStore,
            Flags = settings.Options.Remove ? flags.With("Volatile", true) : flags,
            Metadata = new JObject
            {
                ["image-name"] = settings.ImageName,
                ["image-id"] = image.Id.Hex,
                ["name"] = settings.Name,
                ["created-at"] = settings.Created.Moment.ToUnixTimeSeconds(),
            }.ToString(Formatting.None),
        };
    }

    private LayerQuota QuotaOf(ContainerOptions options) =>
        options.StorageOptions.Aggregate(storage.Configuration.Overlay.Quota, (quota, option) => quota.With(option));

    private byte[] ReadConfiguration(ImageRecord image) =>
        storage.Images.ReadBigData(image.Id, $"sha256:{image.Id}")
            ?? throw new InvalidDataException($"the image {image.Id.ShortHex} has no configuration in the store: pull it again");

    private static void RequireSources(IReadOnlyList<Volume> volumes)
    {
        foreach (var source in volumes.Select(volume => volume.Source).OfType<string>())
        {
            // Whatever it is: directories, files, sockets and devices can all be bound.
            Statx.Query(WorkingDirectory.Handle, source, StatFlags.FollowSymlinks);
        }

        if (volumes.GroupBy(volume => volume.Destination).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new FormatException($"two volumes have the same place in the container, '{twice.Key}'");
        }
    }

    private static IReadOnlyList<Volume> WithImageVolumes(IReadOnlyList<Volume> given, IReadOnlyList<string> declared)
    {
        var places = given.Select(volume => volume.Destination).ToHashSet(StringComparer.Ordinal);
        var own = declared.Select(path => Volume.Parse(path, () => "/")).Where(volume => places.Add(volume.Destination));
        return [.. given, .. own];
    }
}
