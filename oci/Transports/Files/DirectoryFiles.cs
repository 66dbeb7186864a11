namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// The files below a directory. Paths come from constants and digests alone, never from what a file says, so that none
/// leads out of it; links that the directory's owner made are followed.
/// </summary>
internal sealed class DirectoryFiles : IFileSet
{
    private readonly string _root;
    private readonly string _source;

    /// <param name="root">The directory.</param>
    /// <param name="source">How errors name it.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public DirectoryFiles(string root, string source)
    {
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"{source}: there is no directory '{root}'");
        }

        (_root, _source) = (root, source);
    }

    public StoredFile? Find(string path)
    {
        var full = Path.Combine(_root, path);
        var file = new FileInfo(full);
        if (file.LinkTarget is not null)
        {
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        }

        if (!file.Exists)
        {
            return Directory.Exists(full) ? throw new InvalidDataException($"{_source}: '{path}' is a directory") : null;
        }

        return new StoredFile(file.Length, (offset, length) => Open(full, path, file.Length, offset, length));
    }

    public void Dispose()
    {
    }

    private Stream Open(string full, string path, long fileLength, long offset, long length)
    {
        // Opening a fifo would wait for its writer, for ever; like devices it has no length.
        if (fileLength == 0)
        {
            return Stream.Null;
        }

        var handle = File.OpenHandle(full, options: FileOptions.SequentialScan);
        if (RandomAccess.GetLength(handle) is var now && now != fileLength)
        {
            handle.Dispose();
            throw new InvalidDataException($"{_source}: '{path}' changes while it is read: it had {fileLength} bytes, now {now}");
        }

        return new SectionStream(handle, offset, length, ownsFile: true);
    }
}
