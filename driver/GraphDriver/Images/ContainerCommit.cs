using System.Text;
using GraphDriver.Containers;
using GraphDriver.Containers.Runtime;
using GraphDriver.Drivers;
using GraphDriver.Mounts;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Images;

/// <summary>Makes an image from a container: what it changed becomes one more layer over those of its image.</summary>
public sealed class ContainerCommit(ContainerStorage storage, Action<string>? log = null)
{
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string BaseDigest = "org.opencontainers.image.base.digest";

    private readonly IGraphDriver _driver = GraphDrivers.Of(storage, log);

    /// <summary>Makes the image. The container may be running.</summary>
    /// <returns>The image's id.</returns>
    /// <exception cref="FormatException">A change is none.</exception>
    /// <exception cref="InvalidDataException">A file changed while it was read, or no layer can hold it.</exception>
    /// <exception cref="IOException">The container or its image is gone, or a call failed.</exception>
    public ImageId Run(Container container, CommitOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(options);
        var settings = container.Settings;
        var image = ImageConfig.Parse(Encoding.UTF8.GetBytes(settings.ImageConfig), $"image of the container {container.Name}");
        var own = ContainerImageConfig.Of(image.Config, settings.Options, HostFacts.Detect().Environment);
        var config = options.Changes.Aggregate(own, ConfigChange.Apply);
        var parent = options.Squash ? default : ParentOf(container);
        var layer = AddLayer(container, options, parent, cancellationToken);
        try
        {
            return ImageWriter.Write(storage, new NewImage
            {
                Config = Describe(image, config, settings, options),
                TopLayer = layer,
                Format = options.Format,
                Annotations = Annotations(container),
                Names = options.Names,
            });
        }
        catch
        {
            ImageWriter.Withdraw(storage, layer);
            throw;
        }
    }

    private LayerId ParentOf(Container container) =>
        storage.Layers.Read().Find(container.Record.LayerId)?.Parent ?? throw new IOException($"the container {container.Name} has no layer any more");

    private LayerId AddLayer(Container container, CommitOptions options, LayerId parent, CancellationToken cancellationToken)
    {
        // With the options that the container itself is mounted with; the driver reads the same mount.
        using var mount = new StoreMounts(storage).HoldContainer(container.Record);
        using var staged = Stage(container, options, cancellationToken);
        var id = Pull.LayerChain.Over(parent, staged.DiffId);
        _driver.Commit(staged, id, parent);
        return id;
    }

    private IStagedLayer Stage(Container container, CommitOptions options, CancellationToken cancellationToken)
    {
        using var pause = options.Pause ? ContainerPause.Begin(storage, container) : null;
        var tar = options.Squash ? _driver.Flatten(container.Record.LayerId) : _driver.Diff(container.Record.LayerId);
        return _driver.Stage(LayerSource.Unknown, tar, cancellationToken);
    }

    private static ImageConfig Describe(ImageConfig image, ContainerConfig config, ContainerSettings settings, CommitOptions options)
    {
        var created = Timestamp.Now.ToString();
        var step = new HistoryEntry
        {
            CreatedText = created,
            CreatedBy = string.Join(' ', settings.Command),
            Author = options.Author,
            Comment = options.Message ?? $"FROM {settings.ImageName}",
        };
        return image with
        {
            Author = options.Author ?? image.Author,
            Comment = options.Message,
            Created = null,
            CreatedText = created,
            Config = config,
            History = options.Squash ? [step] : [.. image.History, step],
        };
    }

    /// <summary>What the image stands on, by OCI's predefined annotations.</summary>
    private Dictionary<string, string> Annotations(Container container)
    {
        var annotations = new Dictionary<string, string>();
        if (storage.Images.Read().Find(container.Record.ImageId) is { } image)
        {
            annotations[BaseName] = container.Settings.ImageName;
            if (!image.Digest.IsEmpty)
            {
                annotations[BaseDigest] = image.Digest.ToString();
            }
        }

        return annotations;
    }
}
