namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// Files below a directory, which is made where it is missing. Each is written under a temporary name of this writer's own and is
/// renamed when the image is whole; what a killed writer left is removed by the next one. Paths come from constants and digests alone.
/// </summary>
internal sealed class DirectorySink : IFileSink
{
    private const string LockName = ".graphdriver-lock";

    private readonly string _root;
    private readonly bool _flush;
    private readonly List<string> _made = [];
    private readonly Dictionary<string, TemporaryFile> _pending = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <param name="root">The directory.</param>
    /// <param name="flush">Whether files are on the disk before they get their names.</param>
    /// <exception cref="IOException">It is a file, or cannot be made.</exception>
    public DirectorySink(string root, bool flush)
    {
        (_root, _flush) = (Path.GetFullPath(root), flush);
        MakeFolder(_root);
        TemporaryName.Sweep(_root);
    }

    public bool Has(string path, long size)
    {
        lock (_lock)
        {
            return _pending.TryGetValue(path, out var pending) ? pending.Length == size : new FileInfo(PathOf(path)) is { Exists: true } file && file.Length == size;
        }
    }

    /// <summary>Whether there is a file of this path.</summary>
    public bool Exists(string path) => File.Exists(PathOf(path));

    /// <summary>The names of what lies in the directory itself, but for temporary files.</summary>
    public IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(_root)
        .Select(path => Path.GetFileName(path)!)
        .Where(name => name != LockName && !TemporaryName.Matches(name));

    /// <summary>Removes a file of the directory.</summary>
    public void Remove(string path) => File.Delete(PathOf(path));

    public Task<NewFile> CreateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<NewFile>(new TemporaryFile(this, PathOf(TemporaryName.Create())));
    }

    /// <summary>Writes a small file whole; it gets its name with the others.</summary>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new TemporaryFile(this, PathOf(TemporaryName.Create()));
        file.Content.Write(content);
        file.Complete(path);
    }

    public void Publish(string path, Func<byte[]?, byte[]> content)
    {
        using var held = WriterLock.Acquire(PathOf(LockName));
        lock (_lock)
        {
            foreach (var (name, file) in _pending)
            {
                MakeFolder(Path.GetDirectoryName(PathOf(name))!);
                file.MoveTo(PathOf(name));
            }

            _pending.Clear();
        }

        var target = PathOf(path);
        using var last = new TemporaryFile(this, PathOf(TemporaryName.Create()));
        last.Content.Write(content(File.Exists(target) ? File.ReadAllBytes(target) : null));
        last.Flush();
        last.MoveTo(target);
        _made.Clear();
    }

    public void Dispose()
    {
        foreach (var file in _pending.Values)
        {
            file.Drop();
        }

        // Folders of ours in which nothing came to lie.
        foreach (var folder in Enumerable.Reverse(_made).Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            Directory.Delete(folder);
        }

        _made.Clear();
    }

    private string PathOf(string path) => Path.Combine(_root, path);

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { } parent)
        {
            MakeFolder(parent);
        }

        Directory.CreateDirectory(folder);
        _made.Add(folder);
    }

    /// <summary>A file under its temporary name, held open, and so locked, until it gets its own.</summary>
    private sealed class TemporaryFile : NewFile
    {
        private readonly DirectorySink _sink;
        private readonly string _path;
        private readonly FileStream _file;
        private bool _isComplete;

        public TemporaryFile(DirectorySink sink, string path)
        {
            (_sink, _path) = (sink, path);
            _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        }

        public override Stream Content => _file;

        public long Length => _file.Length;

        public override void Complete(string path)
        {
            Flush();
            lock (_sink._lock)
            {
                // The same content may come twice; one file is enough.
                _isComplete = _sink._pending.TryAdd(path, this);
            }
        }

        public void Flush() => _file.Flush(_sink._flush);

        public void MoveTo(string path)
        {
            File.Move(_path, path, overwrite: true);
            _isComplete = true;
            _file.Dispose();
        }

        public void Drop()
        {
            File.Delete(_path);
            _file.Dispose();
        }

        public override void Dispose()
        {
            if (!_isComplete)
            {
                Drop();
            }
        }
    }
}
