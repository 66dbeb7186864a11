using System.Text;
using GraphDriver.Export;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>
/// The entries of a layer of the machine's own files, in the order of their names, with the directories above them. A file that goes away, cannot be read or
/// changes meanwhile is left out, unless it has to be there.
/// </summary>
internal sealed class LayerEntries
{
    private const OpenFlags FolderFlags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;

    private readonly HashSet<string> _required;
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);
    private readonly TreeEntryReader _reader = new(log: null);

    /// <param name="required">What has to be there: paths, absolute, one character a byte.</param>
    /// <param name="files">Files that may be there.</param>
    public LayerEntries(IEnumerable<string> required, IEnumerable<MachineFile> files)
    {
        _required = [.. required];
        foreach (var path in _required.Concat(files.Select(file => file.Path)))
        {
            for (var above = path; above.Length > 0 && _paths.Add(above); above = above[..above.LastIndexOf('/')])
            {
            }
        }
    }

    /// <summary>Regular files that were read.</summary>
    public int Files { get; private set; }

    /// <summary>Their bytes.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>Files that were left out.</summary>
    public int Skipped { get; private set; }

    /// <summary>Reads them, once.</summary>
    /// <exception cref="IOException">A file that has to be there cannot be read.</exception>
    public IEnumerable<TarStreamEntry> Read()
    {
        var (folder, folderPath) = ((SafeFileHandle?)null, "");
        try
        {
            foreach (var path in _paths)
            {
                var parent = path[..path.LastIndexOf('/')];
                if (folder is null || parent != folderPath)
                {
                    folder?.Dispose();
                    folder = Open(parent);
                    folderPath = parent;
                }

                if (TryRead(folder, path) is { } entry)
                {
                    yield return entry;
                }
            }
        }
        finally
        {
            folder?.Dispose();
        }
    }

    private static SafeFileHandle? Open(string parent) =>
        OpenAt.TryOpen(WorkingDirectory.Handle, Bytes(parent.Length == 0 ? "/" : parent), FolderFlags, 0, out var folder) == Errno.None ? folder : null;

    private TarStreamEntry? TryRead(SafeFileHandle? folder, string path)
    {
        try
        {
            if (folder is not null && Read(folder, path) is { } entry)
            {
                return entry;
            }
        }
        catch (Exception error) when (!_required.Contains(path) && error is LinuxException or InvalidDataException)
        {
            // The machine goes on with its work meanwhile.
        }

        Skipped++;
        return _required.Contains(path) ? throw new FileNotFoundException($"'{path}' went away while the images were made") : null;
    }

    private TarStreamEntry? Read(SafeFileHandle folder, string path)
    {
        var name = Bytes(path[(path.LastIndexOf('/') + 1)..]);
        if (TreeEntryReader.Query(folder, name) is { IsDirectory: true })
        {
            using var directory = OpenAt.Open(folder, name, FolderFlags);
            return new TarStreamEntry(TreeEntryReader.ReadDirectory(directory, Bytes(path[1..])));
        }

        return _reader.Read(folder, name, Bytes(path[1..])) is not { } entry ? null : entry.Content is null ? entry : Whole(entry);
    }

    /// <summary>The entry with its content in memory, so that nothing can fail once its header is written.</summary>
    private TarStreamEntry Whole(in TarStreamEntry entry)
    {
        using var content = entry.Content!;
        var bytes = new byte[entry.Description.Size];
        content.ReadExactly(bytes);
        Files++;
        ContentBytes += bytes.Length;
        return entry with { Content = new MemoryStream(bytes, writable: false) };
    }

    private static byte[] Bytes(string path) => Encoding.Latin1.GetBytes(path);
}
