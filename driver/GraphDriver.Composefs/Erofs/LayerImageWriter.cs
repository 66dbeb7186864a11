using GraphDriver.Composefs.Erofs.Writing;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs;

/// <summary>
/// Writes the <c>composefs.blob</c> of a layer: an EROFS image that is a lower of a container's overlay mount itself. Whiteouts and
/// opaque directories act, attributes under <c>trusted.overlay.</c> that the tree carries are escaped and do not, no stubs hide names
/// of lower layers, and every file that is not empty points to an object with its fs-verity digest.
/// </summary>
public static class LayerImageWriter
{
    /// <summary>Writes the image from the stream's position on; the same tree gives the same bytes.</summary>
    /// <exception cref="InvalidDataException">A file does not fit the format; the message names its path.</exception>
    public static void Write(FileTree tree, Stream output)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(output);
        ImageBuilder.Write(tree, ImageForm.Layer, 0, 0, output, hasher: null);
    }
}
