using GraphDriver.ComposefsImages;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>Opens the files of a layer in whatever form the store keeps it.</summary>
internal static class LayerFiles
{
    private const OpenFlags ContentFlags = OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking;

    /// <param name="root">The root of the store that has the layer.</param>
    /// <param name="id">The layer.</param>
    /// <exception cref="InvalidDataException">The layer's image is corrupt.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static ILayerFiles Open(SafeFileHandle root, LayerId id)
    {
        using var directory = OpenAt.Open(root, LayerDirectories.PathOf(id), OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow);
        var diff = OpenAt.Open(directory, "diff", OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow);
        try
        {
            return Statx.TryQuery(directory, LayerDirectories.BlobPath, StatFlags.NoFollow, out _) == Errno.ENOENT
                ? new PlainFiles(diff)
                : new ComposefsFiles(ImageFile.Open(directory, LayerDirectories.BlobPath), diff);
        }
        catch
        {
            diff.Dispose();
            throw;
        }
    }

    /// <summary>Opens content below a layer's <c>diff/</c>, which nothing in the path can lead out of.</summary>
    /// <param name="diff">The folder.</param>
    /// <param name="path">The path below it.</param>
    /// <param name="resolve">What the path may go through.</param>
    /// <param name="name">The name of the tar entry, for messages.</param>
    /// <exception cref="InvalidDataException">There is no regular file.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static FileStream OpenContent(SafeFileHandle diff, ReadOnlySpan<byte> path, ResolveFlags resolve, ReadOnlySpan<byte> name)
    {
        var errno = OpenAt2.TryOpen(diff, path, ContentFlags, 0, ResolveFlags.InRoot | resolve, out var file);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            throw Missing(name);
        }

        LinuxException.ThrowIfError(errno, "open", path);
        if (Statx.Query(file!).Type != FileType.Regular)
        {
            file!.Dispose();
            throw Missing(name);
        }

        return new FileStream(file!, FileAccess.Read, bufferSize: 0);
    }

    /// <summary>What to throw where the layer does not have a file that its tar had.</summary>
    public static InvalidDataException Missing(ReadOnlySpan<byte> name) => new($"the file '{EntryPath.Display(name)}' is missing");
}
