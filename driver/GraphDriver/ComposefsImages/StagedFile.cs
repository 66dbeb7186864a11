using System.Text;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.ComposefsImages;

/// <summary>
/// A file that appears under its name when it is complete. What stood there before stays until then, so an image that is mounted never changes
/// under its mount. A name that is no regular file (a pipe, a device, a link) is written in place.
/// </summary>
public sealed class StagedFile : IDisposable
{
    private const uint DefaultMode = 0x1B6;

    private readonly string _path;
    private readonly string? _stagingPath;
    private readonly FileStream _file;
    private bool _isComplete;

    /// <exception cref="LinuxException">The file cannot be made.</exception>
    public StagedFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _stagingPath = CanBeReplaced(path) ? StagingPath(path) : null;
        var file = OpenAt.Open(
            _stagingPath ?? path,
            OpenFlags.WriteOnly | OpenFlags.Create | (_stagingPath is null ? OpenFlags.Truncate : OpenFlags.Exclusive),
            DefaultMode);
        _file = new FileStream(file, FileAccess.Write, bufferSize: 0);
    }

    /// <summary>Takes the content.</summary>
    public Stream Stream => _file;

    /// <summary>Ends the content and seals it by fs-verity.</summary>
    /// <exception cref="LinuxException">The file system cannot.</exception>
    public VerityDigest Seal()
    {
        Stream.Dispose();
        return FileSeal.Seal(_stagingPath ?? _path);
    }

    /// <summary>Gives the file its name.</summary>
    /// <param name="flush">Whether it is on the disk before it gets it.</param>
    /// <exception cref="IOException">That failed; the name is as it was.</exception>
    public void Complete(bool flush = false)
    {
        if (flush)
        {
            _file.Flush(flushToDisk: true);
        }

        Stream.Dispose();
        if (_stagingPath is not null)
        {
            RenameAt.Rename(WorkingDirectory.Handle, _stagingPath, WorkingDirectory.Handle, _path);
        }

        _isComplete = true;
    }

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_isComplete && _stagingPath is not null)
        {
            UnlinkAt.TryUnlink(WorkingDirectory.Handle, _stagingPath);
        }
    }

    private static bool CanBeReplaced(string path) =>
        Statx.TryQuery(WorkingDirectory.Handle, path, StatFlags.NoFollow, out var status) == Errno.ENOENT || status.IsRegularFile;

    private static string StagingPath(string path)
    {
        const int MaxName = 255;
        var suffix = $".{Path.GetRandomFileName()}";
        var name = Path.GetFileName(path);
        var staging = $".{name}{suffix}";
        return Path.Combine(Path.GetDirectoryName(path) ?? "", Encoding.UTF8.GetByteCount(staging) <= MaxName ? staging : $".image{suffix}");
    }
}
