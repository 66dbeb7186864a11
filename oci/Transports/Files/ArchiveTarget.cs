namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// The place of a new archive. It is written to a temporary file, beside the target where that is a regular file or nothing yet, which then
/// takes its name; else in the folder for temporary files, from where it is copied to the target.
/// </summary>
internal sealed class ArchiveTarget : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly Stream? _copyTo;
    private readonly bool _flush;
    private bool _isComplete;

    private ArchiveTarget(string path, string temporary, Stream? copyTo, bool flush)
    {
        (_path, _temporary, _copyTo, _flush) = (path, temporary, copyTo, flush);
        Content = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        if (copyTo is not null)
        {
            // Without a name it is gone with the process, however that ends.
            File.Delete(temporary);
        }
    }

    /// <summary>Takes the archive; positions can be set.</summary>
    public FileStream Content { get; }

    // As containers/image: not /tmp, which often is memory.
    private static string TemporaryFolder => Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? given : "/var/tmp";

    /// <param name="path">The archive.</param>
    /// <param name="flush">Whether it is on the disk before it gets its name.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static ArchiveTarget At(string path, bool flush)
    {
        path = Path.GetFullPath(path);
        var existing = new FileInfo(path);
        if (existing.LinkTarget is not null && existing.ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            // The links of /dev/fd lead to pipes that have no name.
            if (!target.Exists && File.Exists(path))
            {
                return Into(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
            }

            path = target.FullName;
            existing = new FileInfo(path);
        }

        // What has a length is a regular file; what has none may be a pipe or a device.
        if (existing is { Exists: true, Length: 0 } && OpenUnlessRegular(path) is { } stream)
        {
            return Into(stream);
        }

        var folder = Path.GetDirectoryName(path) ?? "/";
        TemporaryName.Sweep(folder);
        return new ArchiveTarget(path, Path.Combine(folder, TemporaryName.Create()), null, flush);
    }

    /// <summary>An archive that is copied to a stream when it is whole; the stream is owned.</summary>
    public static ArchiveTarget Into(Stream stream) => new("", Path.Combine(TemporaryFolder, TemporaryName.Create()), stream, flush: false);

    /// <summary>Puts what was written into its place.</summary>
    public void Complete()
    {
        if (_copyTo is not null)
        {
            Content.Position = 0;
            Content.CopyTo(_copyTo, 1 << 20);
            _copyTo.Dispose();
        }
        else
        {
            Content.Flush(_flush);
            File.Move(_temporary, _path, overwrite: true);
        }

        _isComplete = true;
    }

    public void Dispose()
    {
        if (!_isComplete && _copyTo is null)
        {
            File.Delete(_temporary);
        }

        Content.Dispose();
        _copyTo?.Dispose();
    }

    private static FileStream? OpenUnlessRegular(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            if (stream.CanSeek)
            {
                stream.SetLength(0); // only a regular file can
                stream.Dispose();
                return null;
            }
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A device.
        }

        return stream;
    }
}
