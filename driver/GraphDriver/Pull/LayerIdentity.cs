using GraphDriver.Oci.Layers.EStargz;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// What a layer's id is made of: its DiffID or, where <c>insecure_allow_unpredictable_image_contents</c> lets a layer be taken in parts that has
/// nothing to prove a DiffID by, the digest of its table of contents.
/// </summary>
/// <param name="DiffId">The digest of the tar stream, as the image's configuration has it.</param>
/// <param name="Toc">The digest of the table of contents where that is what counts; else empty.</param>
internal readonly record struct LayerIdentity(DiffId DiffId, Digest Toc)
{
    /// <summary>How the layers of an image are to be identified, lowest first.</summary>
    /// <param name="store">The store, whose configuration decides.</param>
    /// <param name="source">Where the image is.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="InvalidDataException">An annotation that gives the digest of a table of contents gives none.</exception>
    public static IReadOnlyList<LayerIdentity> Of(ContainerStorage store, IImageSource source, ResolvedImage image)
    {
        var options = store.Configuration.PullOptions;
        var byToc = options is { EnablePartialImages: true, InsecureAllowUnpredictableImageContents: true } && source is IBlobRangeSource;
        return [.. image.Config.RootFs.DiffIds.Select((diffId, i) =>
            new LayerIdentity(diffId, byToc ? EStargzFooter.FindDigest(image.Manifest.Layers[i]) ?? default : default))];
    }

    /// <summary>The same layer by its DiffID alone.</summary>
    public LayerIdentity ByDiffId => this with { Toc = default };
}
