using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;
using GraphDriver.Oci.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>
/// Makes tar entries of the files of a mounted tree. Files of several names are content once and hard links from then on. A name that is
/// gone when it is looked at is passed over, as if it had gone before; sockets, which no tar can hold, are too.
/// </summary>
/// <param name="log">Hears what is told at debug level; nobody where null.</param>
internal sealed class TreeEntryReader(Action<string>? log)
{
    // Opening what was swapped for a pipe meanwhile must not wait for its other end.
    private const OpenFlags FileFlags = OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking;

    private readonly Dictionary<(DeviceNumber Device, ulong Inode), byte[]> _links = [];

    /// <summary>The entry of an open directory.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static TarEntryDescription ReadDirectory(SafeFileHandle directory, byte[] path) =>
        Describe(TarEntryType.Directory, Statx.Query(directory), [.. path, (byte)'/']) with { Xattrs = Xattrs(directory) };

    /// <summary>The entry of anything but a directory; null where there is nothing to write.</summary>
    /// <exception cref="InvalidDataException">It is a directory now.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public TarStreamEntry? Read(SafeFileHandle directory, byte[] name, byte[] path)
    {
        if (Query(directory, name) is not { } status)
        {
            return null;
        }

        if (status.Nlink > 1 && _links.TryGetValue((status.Dev, status.Ino), out var first))
        {
            return new TarStreamEntry(Describe(TarEntryType.HardLink, status, path) with { LinkName = first });
        }

        var entry = status.Type == FileType.Regular ? ReadFile(directory, name, path) : ReadSpecial(directory, name, path, status);
        if (entry is not null && status.Nlink > 1)
        {
            _links.Add((status.Dev, status.Ino), path);
        }

        return entry;
    }

    /// <summary>The status of a name; null where it is gone.</summary>
    public static FileStatus? Query(SafeFileHandle directory, byte[] name)
    {
        var errno = Statx.TryQuery(directory, name, StatFlags.NoFollow, out var status);
        LinuxException.ThrowIfError(errno == Errno.ENOENT ? Errno.None : errno, "stat", name);
        return errno == Errno.ENOENT ? null : status;
    }

    private static TarStreamEntry? ReadFile(SafeFileHandle directory, byte[] name, byte[] path)
    {
        var errno = OpenAt.TryOpen(directory, name, FileFlags, 0, out var file);
        if (errno == Errno.ENOENT)
        {
            return null;
        }

        LinuxException.ThrowIfError(errno, "open", path);
        try
        {
            var status = Statx.Query(file!);
            if (status.Type != FileType.Regular)
            {
                throw Changed(path);
            }

            var entry = Describe(TarEntryType.RegularFile, status, path) with { Size = status.Size, Xattrs = Xattrs(file!) };
            return new TarStreamEntry(entry, new UnchangingFile(file!, status, path));
        }
        catch
        {
            file!.Dispose();
            throw;
        }
    }

    private TarStreamEntry? ReadSpecial(SafeFileHandle directory, byte[] name, byte[] path, in FileStatus status)
    {
        switch (status.Type)
        {
            case FileType.SymbolicLink:
                var target = ReadLinkAt.Read(directory, name);
                return Special(TarEntryType.SymbolicLink, directory, name, path, status, target);
            case FileType.CharacterDevice:
                return Special(TarEntryType.CharacterDevice, directory, name, path, status);
            case FileType.BlockDevice:
                return Special(TarEntryType.BlockDevice, directory, name, path, status);
            case FileType.Fifo:
                return Special(TarEntryType.Fifo, directory, name, path, status);
            case FileType.Socket:
                log?.Invoke($"the socket '/{EntryPath.Display(path)}' is left out: no tar can hold it");
                return null;
            default:
                throw Changed(path);
        }
    }

    private static TarStreamEntry Special(
        TarEntryType type, SafeFileHandle directory, byte[] name, byte[] path, in FileStatus status, byte[]? target = null)
    {
        var names = ListXattr.List(directory, name);
        return new TarStreamEntry(Describe(type, status, path) with
        {
            LinkName = target,
            Xattrs = Xattrs(names, xattr => GetXattr.Get(directory, name, xattr)),
        });
    }

    private static TarEntryDescription Describe(TarEntryType type, in FileStatus status, byte[] name)
    {
        var isDevice = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice;
        return new TarEntryDescription
        {
            Type = type,
            Name = name,
            Mode = status.Permissions,
            Uid = status.Uid,
            Gid = status.Gid,
            MtimeSeconds = status.MtimeSeconds,
            MtimeNanoseconds = status.MtimeNanoseconds,
            DeviceMajor = isDevice ? status.Rdev.Major : 0,
            DeviceMinor = isDevice ? status.Rdev.Minor : 0,
        };
    }

    private static List<TarXattr> Xattrs(SafeFileHandle file) => Xattrs(ListXattr.List(file), name => GetXattr.Get(file, name));

    /// <summary>In the order of their names. A label belongs to this machine, and is left out.</summary>
    private static List<TarXattr> Xattrs(IReadOnlyList<byte[]> names, Func<byte[], byte[]?> get)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var xattrs = new List<TarXattr>();
        foreach (var name in names.Where(name => !name.AsSpan().SequenceEqual("security.selinux"u8)))
        {
            if (get(name) is { } value)
            {
                xattrs.Add(new TarXattr(name, value));
            }
        }

        xattrs.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        return xattrs;
    }

    private static InvalidDataException Changed(byte[] path) => new($"'/{EntryPath.Display(path)}' changed while it was read");
}
