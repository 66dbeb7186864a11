using GraphDriver.Composefs.Tree;

namespace GraphDriver.ComposefsImages;

/// <summary>
/// Reads a directory on disk as the tree of a composefs image, as mkcomposefs does: a content of up to 64 bytes goes inline, a longer one becomes a
/// reference to an object named by its fs-verity digest. Files with several names below the directory keep them, which the C tool does not do.
/// </summary>
public static class DirectoryTree
{
    /// <summary>The longest content that is kept in the image itself, in bytes.</summary>
    public const int MaxInlineContent = 64;

    /// <summary>Reads the directory; it should not change meanwhile.</summary>
    /// <exception cref="Linux.LinuxException">A file cannot be read or an object not be written.</exception>
    /// <exception cref="InvalidDataException">A file changed while it was read, or does not fit the format.</exception>
    public static FileTree Read(string path, DirectoryTreeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DirectoryTreeOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Threads, nameof(options));
        using var store = options.DigestStore is { } folder ? new DigestStore(folder) : null;
        using var contents = new ContentReaders(store, options.Threads);
        using var scanner = new DirectoryScanner(options, contents);
        var tree = scanner.Scan(path);
        contents.Finish();
        store?.Finish();
        return tree;
    }
}
