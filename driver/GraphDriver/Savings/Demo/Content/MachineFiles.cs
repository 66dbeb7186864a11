using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>Lists the regular files below a folder of the machine, each inode once, in the order of their names; other file systems are left out.</summary>
internal sealed class MachineFiles
{
    /// <summary>The most files that are looked at: more than any image needs.</summary>
    private const int MaxFiles = 200_000;
    private const int MaxDepth = 64;
    private const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;

    private readonly CancellationToken _cancellationToken;
    private readonly DeviceNumber _device;
    private readonly List<MachineFile> _files = [];
    private readonly HashSet<ulong> _linked = [];

    private MachineFiles(DeviceNumber device, CancellationToken cancellationToken) => (_device, _cancellationToken) = (device, cancellationToken);

    /// <summary>Lists a folder. What goes away meanwhile, or may not be entered, is left out.</summary>
    /// <exception cref="LinuxException">The folder cannot be read.</exception>
    public static IReadOnlyList<MachineFile> Below(string folder, CancellationToken cancellationToken)
    {
        using var top = OpenAt.Open(folder, Flags);
        var files = new MachineFiles(Statx.Query(top).Dev, cancellationToken);
        files.Add(top, folder, 0);
        return files._files;
    }

    private void Add(SafeFileHandle folder, string path, int depth)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in Names(folder))
        {
            if (_files.Count == MaxFiles)
            {
                return;
            }

            var name = $"{path}/{Encoding.Latin1.GetString(entry.Name)}";
            if (entry.Type == FileType.Regular)
            {
                AddFile(folder, entry, name);
            }
            else if (entry.Type == FileType.Directory && depth < MaxDepth && OpenAt.TryOpen(folder, entry.Name, Flags, 0, out var inner) == Errno.None)
            {
                using (inner)
                {
                    if (Statx.Query(inner!).Dev == _device)
                    {
                        Add(inner!, name, depth + 1);
                    }
                }
            }
        }
    }

    private void AddFile(SafeFileHandle folder, in DirectoryEntry entry, string path)
    {
        if (Statx.TryQuery(folder, entry.Name, StatFlags.NoFollow, out var status) == Errno.None
            && status.IsRegularFile
            && status.Dev == _device
            && (status.Nlink == 1 || _linked.Add(status.Ino)))
        {
            _files.Add(new MachineFile(path, status.Size));
        }
    }

    private static List<DirectoryEntry> Names(SafeFileHandle folder)
    {
        List<DirectoryEntry> names = [.. DirectoryReader.Read(folder)];
        names.Sort(static (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        return names;
    }
}
