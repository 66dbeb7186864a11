using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Images;

/// <summary>Makes an image of one layer from a tar, such as the export of a container.</summary>
public sealed class TarImport(ContainerStorage storage, Action<string>? log = null)
{
    private readonly IGraphDriver _driver = GraphDrivers.Of(storage, log);

    /// <summary>Reads a tar, compressed or not, and makes the image.</summary>
    /// <param name="tar">Disposed here.</param>
    /// <param name="options">What the image is to be.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="FormatException">A change is none.</exception>
    /// <exception cref="InvalidDataException">The stream is no tar, or no layer can hold what is in it.</exception>
    /// <exception cref="IOException">Reading it or writing to the store failed.</exception>
    public ImageId Run(Stream tar, ImportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tar);
        ArgumentNullException.ThrowIfNull(options);
        using var blob = tar;
        var config = options.Changes.Aggregate(new ContainerConfig(), ConfigChange.Apply);
        var layer = _driver.Apply(blob, parent: default, cancellationToken: cancellationToken);
        try
        {
            return ImageWriter.Write(storage, new NewImage { Config = Describe(options, config, layer), TopLayer = layer, Names = options.Names });
        }
        catch
        {
            ImageWriter.Withdraw(storage, layer);
            throw;
        }
    }

    private static ImageConfig Describe(ImportOptions options, ContainerConfig config, LayerId layer)
    {
        var created = Timestamp.Now.ToString();
        return new ImageConfig
        {
            Architecture = options.Platform.Architecture,
            Os = options.Platform.Os,
            Variant = options.Platform.Variant,
            CreatedText = created,
            Config = config,
            RootFs = new RootFs([]),
            History =
            [
                // The lowest layer's id is the hex of its DiffID.
                new HistoryEntry { CreatedText = created, CreatedBy = $"/bin/sh -c #(nop) ADD file:{layer} in /", Comment = options.Message },
            ],
        };
    }
}
