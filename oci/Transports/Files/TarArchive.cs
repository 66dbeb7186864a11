using GraphDriver.Oci.Layers;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// The files of a tar archive, read in place: its headers once, then the bytes that are asked for. Links are followed
/// within the archive. A compressed archive, or one that comes by a pipe, is first unpacked to a temporary file without
/// a name, which is gone with the process.
/// </summary>
internal sealed class TarArchive : IFileSet
{
    private const int MaxLinks = 16;

    private readonly SafeFileHandle _file;
    private readonly string _source;
    private readonly Dictionary<string, TarIndexEntry> _entries;

    // As containers/image: not /tmp, which often is memory.
    private static string DefaultTemporaryFolder => Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? given : "/var/tmp";

    private TarArchive(SafeFileHandle file, string source, CancellationToken cancellationToken)
    {
        _file = file;
        _source = source;
        _entries = TarIndexer.Read(file, source, cancellationToken);
    }

    /// <param name="path">The archive.</param>
    /// <param name="source">How errors name it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="temporaryFolder">Where to unpack a compressed archive; null for <c>$TMPDIR</c> or <c>/var/tmp</c>.</param>
    /// <exception cref="InvalidDataException">The file is no tar archive, or is corrupt or cut off.</exception>
    public static TarArchive Open(string path, string source, CancellationToken cancellationToken, string? temporaryFolder = null)
    {
        var file = OpenPlain(path, source, temporaryFolder ?? DefaultTemporaryFolder, cancellationToken);
        try
        {
            return new TarArchive(file, source, cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public StoredFile? Find(string path)
    {
        var name = TarIndexer.CleanPath(path);
        for (var links = 0; name is not null && _entries.TryGetValue(name, out var entry); links++)
        {
            switch (entry.Kind)
            {
                case TarIndexEntryKind.File:
                    return new StoredFile(entry.Size, (offset, length) => new SectionStream(_file, entry.Offset + offset, length, ownsFile: false));
                case TarIndexEntryKind.Other:
                    throw new InvalidDataException($"{_source}: '{name}' is not a regular file");
            }

            if (links == MaxLinks)
            {
                throw new InvalidDataException($"{_source}: '{path}' leads over more than {MaxLinks} links");
            }

            // A symbolic link counts from its own directory, a hard link from the archive's root.
            name = TarIndexer.CleanPath(entry.Kind == TarIndexEntryKind.SymbolicLink && !entry.Target.StartsWith('/')
                ? $"{name}/../{entry.Target}"
                : entry.Target);
        }

        return null;
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle OpenPlain(string path, string source, string temporaryFolder, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw Directory.Exists(path)
                ? new InvalidDataException($"{source}: '{path}' is a directory, not an archive")
                : new FileNotFoundException($"{source}: there is no file '{path}'");
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            var canSeek = file.CanSeek;
            using var plain = LayerDecompressor.Open(file, out var compression);
            return canSeek && compression == LayerCompression.None
                ? File.OpenHandle(path)
                : Unpack(plain, source, temporaryFolder, cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle Unpack(Stream plain, string source, string temporaryFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(temporaryFolder, $"graphdriver-archive-{Guid.NewGuid():N}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            File.Delete(path);
            var buffer = new byte[1 << 17];
            long length = 0;
            for (int count; (count = plain.Read(buffer)) > 0; length += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RandomAccess.Write(file, buffer.AsSpan(0, count), length);
            }

            return file;
        }
        catch (InvalidDataException error)
        {
            file.Dispose();
            throw new InvalidDataException($"{source}: the archive cannot be unpacked: {error.Message}", error);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
