using System.Buffers;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;
using GraphDriver.Oci.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Demo;

/// <summary>
/// Unpacks a layer as plain overlay has it: each file in its place in a directory tree of the layer's own. It serves the demo's layers, which have neither
/// whiteouts nor names that lead out of them, and refuses others.
/// </summary>
internal sealed class PlainTree : IDisposable
{
    private const uint OwnerOnly = 0x1C0;
    private const int BufferSize = 256 * 1024;
    private const OpenFlags NewFile = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow;

    private readonly SafeFileHandle _top;
    private readonly List<(byte[] Name, uint Mode, uint Uid, uint Gid, long Seconds, uint Nanoseconds)> _directories = [];
    private SafeFileHandle? _folder;
    private byte[] _folderName = [];

    private PlainTree(string path) => _top = OpenAt.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);

    /// <summary>Unpacks a tar into an empty folder.</summary>
    /// <exception cref="InvalidDataException">It is none, or has a name or a file that such a layer does not have.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Unpack(Stream tar, string path, CancellationToken cancellationToken)
    {
        using var tree = new PlainTree(path);
        var reader = new TarReader(tar);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (reader.ReadEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                tree.Add(entry, reader, buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        tree.SetDirectories();
    }

    public void Dispose()
    {
        _folder?.Dispose();
        _top.Dispose();
    }

    private void Add(TarEntry entry, TarReader reader, byte[] buffer)
    {
        var path = entry.Name.Span.TrimEnd((byte)'/');
        var slash = path.LastIndexOf((byte)'/');
        var (folder, name) = (FolderOf(slash < 0 ? [] : path[..slash]), path[(slash + 1)..].ToArray());
        switch (entry.Type)
        {
            case TarEntryType.Directory:
                MkdirAt.Make(folder, name, OwnerOnly);
                _directories.Add((path.ToArray(), entry.Mode, entry.Uid, entry.Gid, entry.MtimeSeconds, entry.MtimeNanoseconds));
                break;
            case TarEntryType.RegularFile:
                WriteFileOf(entry, reader, folder, name, buffer);
                break;
            case TarEntryType.SymbolicLink:
                SymlinkAt.Create(entry.LinkName, folder, name);
                FChownAt.Set(folder, name, entry.Uid, entry.Gid);
                UtimensAt.Set(folder, name, entry.MtimeSeconds, entry.MtimeNanoseconds);
                break;
            case TarEntryType.HardLink:
                LinkAt.Link(_top, entry.LinkName, folder, name);
                break;
            default:
                throw new InvalidDataException($"'{EntryPath.Display(entry.Name.Span)}' is a {entry.Type}, which the demo's layers do not have");
        }
    }

    private static void WriteFileOf(TarEntry entry, TarReader reader, SafeFileHandle folder, byte[] name, byte[] buffer)
    {
        using var file = OpenAt.Open(folder, name, NewFile, OwnerOnly);
        int count;
        while ((count = reader.ReadPayload(buffer)) > 0)
        {
            WriteFile.Write(file, buffer.AsSpan(0, count));
        }

        FChown.Set(file, entry.Uid, entry.Gid);
        FChmod.Set(file, entry.Mode);
        foreach (var xattr in entry.Xattrs)
        {
            SetXattr.Set(file, xattr.Name, xattr.Value);
        }

        UtimensAt.Set(file, entry.MtimeSeconds, entry.MtimeNanoseconds);
    }

    /// <summary>A directory, which the entries come sorted by.</summary>
    private SafeFileHandle FolderOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return _top;
        }

        if (_folder is null || !name.SequenceEqual(_folderName))
        {
            _folder?.Dispose();
            _folder = OpenBelow(name);
            _folderName = name.ToArray();
        }

        return _folder;
    }

    private SafeFileHandle OpenBelow(ReadOnlySpan<byte> name)
    {
        const ResolveFlags Inside = ResolveFlags.Beneath | ResolveFlags.NoSymlinks;
        var errno = OpenAt2.TryOpen(_top, name, OpenFlags.ReadOnly | OpenFlags.Directory, 0, Inside, out var folder);
        return errno == Errno.None ? folder! : throw LinuxException.From(errno, "open", name);
    }

    /// <summary>At last, since what is put into a directory changes it.</summary>
    private void SetDirectories()
    {
        foreach (var directory in _directories)
        {
            using var folder = OpenBelow(directory.Name);
            FChown.Set(folder, directory.Uid, directory.Gid);
            FChmod.Set(folder, directory.Mode);
            UtimensAt.Set(folder, directory.Seconds, directory.Nanoseconds);
        }
    }
}
