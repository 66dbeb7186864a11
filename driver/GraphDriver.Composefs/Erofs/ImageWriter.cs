using GraphDriver.Composefs.Erofs.Writing;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Erofs;

/// <summary>
/// Writes a stand-alone composefs image, bit for bit as mkcomposefs does: to be mounted by itself over a directory of objects. What means
/// something to overlayfs is escaped, so that it shows in the mount as it is in the tree.
/// </summary>
public static class ImageWriter
{
    /// <summary>Writes the image from the stream's position on and returns its fs-verity digest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A version that does not exist.</exception>
    /// <exception cref="InvalidDataException">A file does not fit the format; the message names its path.</exception>
    public static VerityDigest Write(FileTree tree, Stream output, ImageOptions? options = null)
    {
        using var hasher = new VerityHasher();
        Write(tree, output, options, hasher);
        return hasher.Finish();
    }

    /// <summary>As <see cref="Write(FileTree, Stream, ImageOptions?)"/>, without the digest, which costs a pass over all bytes and the loading of a library.</summary>
    /// <inheritdoc cref="Write(FileTree, Stream, ImageOptions?)" path="/exception"/>
    public static void WriteUnmeasured(FileTree tree, Stream output, ImageOptions? options = null) => Write(tree, output, options, hasher: null);

    private static void Write(FileTree tree, Stream output, ImageOptions? options, VerityHasher? hasher)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new ImageOptions();
        foreach (var version in (ReadOnlySpan<int>)[options.MinVersion, options.MaxVersion])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(version, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(version, ImageOptions.NewestVersion, nameof(options));
        }

        var maxVersion = Math.Max(options.MinVersion, options.MaxVersion);
        ImageBuilder.Write(tree, ImageForm.StandAlone, (uint)options.MinVersion, (uint)maxVersion, output, hasher);
    }
}
