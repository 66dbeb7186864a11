namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// The files of a new tar archive, one after the other: who wants to write one waits for the one before. The archive is written
/// to a file beside its target and takes its place when it is whole; where the target is no regular file, such as a pipe, it is then copied
/// to it.
/// </summary>
internal sealed class ArchiveSink : IFileSink
{
    private readonly ArchiveTarget _target;
    private readonly FileStream _archive;
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="target">Where the archive goes; owned.</param>
    public ArchiveSink(ArchiveTarget target)
    {
        _target = target;
        _archive = target.Content;
    }

    public bool Has(string path, long size)
    {
        lock (_sizes)
        {
            return _sizes.TryGetValue(path, out var has) && has == size;
        }
    }

    public async Task<NewFile> CreateAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Entry(this);
    }

    /// <summary>Adds a symbolic link.</summary>
    public async Task LinkAsync(string path, string target, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            WriteHeader(ArchiveHeader.Link(path, target));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Publish(string path, Func<byte[]?, byte[]> content)
    {
        _turn.Wait();
        using (var entry = new Entry(this))
        {
            entry.Content.Write(content(null));
            entry.Complete(path);
        }

        Complete();
    }

    /// <summary>Ends the archive and puts it into its place.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public void Complete()
    {
        _archive.Write(new byte[2 * ArchiveHeader.Size]);
        _target.Complete();
    }

    public void Dispose()
    {
        _target.Dispose();
        _turn.Dispose();
    }

    private void WriteHeader(ArchiveHeader header)
    {
        Span<byte> block = stackalloc byte[ArchiveHeader.Size];
        header.WriteTo(block);
        _archive.Write(block);
    }

    /// <summary>The last entry of the archive so far. Its header is written when its name and size are known.</summary>
    private sealed class Entry : NewFile
    {
        private readonly ArchiveSink _sink;
        private readonly long _start;
        private bool _isComplete;

        /// <summary>Takes the turn that was waited for.</summary>
        public Entry(ArchiveSink sink)
        {
            (_sink, _start) = (sink, sink._archive.Position);
            sink._archive.Position = _start + ArchiveHeader.Size;
        }

        public override Stream Content => _sink._archive;

        public override void Complete(string path)
        {
            var archive = _sink._archive;
            var size = archive.Position - _start - ArchiveHeader.Size;
            archive.Write(new byte[ArchiveHeader.PaddingOf(size)]);
            lock (_sink._sizes)
            {
                if (!_sink._sizes.TryAdd(path, size))
                {
                    return; // The same content came twice; one file is enough.
                }
            }

            var end = archive.Position;
            archive.Position = _start;
            _sink.WriteHeader(ArchiveHeader.File(path, size));
            archive.Position = end;
            _isComplete = true;
        }

        public override void Dispose()
        {
            if (!_isComplete)
            {
                _sink._archive.SetLength(_start);
                _sink._archive.Position = _start;
            }

            _sink._turn.Release();
        }
    }
}
