using GraphDriver.Composefs.Tree;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Layers;

/// <summary>Makes the node of a tar entry.</summary>
internal static class NodeFactory
{
    private const int MaximumLinkTarget = 4095;
    private const uint PermissionMask = 0xFFF; // the permission, set-id and sticky bits
    private const uint SymbolicLinkMode = 0x1FF; // 0777, whatever the tar says, as Linux has it

    /// <summary>Finds the node that a hard link names.</summary>
    public delegate Node LinkResolver(ReadOnlySpan<byte> target);

    /// <summary>The node of an entry; for a hard link the very node that it links to.</summary>
    public static Node Create(TarEntry entry, LinkResolver resolve)
    {
        Node node = entry.Type switch
        {
            TarEntryType.HardLink => resolve(entry.LinkName.Span),
            TarEntryType.RegularFile => new RegularFileNode { Size = entry.Size },
            TarEntryType.Directory => new DirectoryNode(),
            TarEntryType.SymbolicLink => new SymlinkNode(CheckedTarget(entry)),
            TarEntryType.CharacterDevice => CreateDevice(FileType.CharacterDevice, entry),
            TarEntryType.BlockDevice => CreateDevice(FileType.BlockDevice, entry),
            TarEntryType.Fifo => new FifoNode(),
            _ => throw new InvalidDataException($"layer entry '{EntryPath.Display(entry.Name.Span)}' has a type that no layer can hold"),
        };
        if (entry.Type != TarEntryType.HardLink)
        {
            SetMetadata(node, entry);
        }

        return node;
    }

    /// <summary>The node that hides a name of the layers below.</summary>
    public static DeviceNode CreateWhiteout(TarEntry marker)
    {
        var whiteout = DeviceNode.CreateWhiteout();
        whiteout.Uid = marker.Uid;
        whiteout.Gid = marker.Gid;
        whiteout.MtimeSeconds = marker.MtimeSeconds;
        whiteout.MtimeNanoseconds = marker.MtimeNanoseconds;
        return whiteout;
    }

    /// <summary>Sets mode, owner, mtime and xattrs as the entry has them.</summary>
    public static void SetMetadata(Node node, TarEntry entry)
    {
        node.Mode = entry.Type == TarEntryType.SymbolicLink ? SymbolicLinkMode : entry.Mode & PermissionMask;
        node.Uid = entry.Uid;
        node.Gid = entry.Gid;
        node.MtimeSeconds = entry.MtimeSeconds;
        node.MtimeNanoseconds = entry.MtimeNanoseconds;
        node.SetXattrs(CopyXattrs(entry));
    }

    /// <summary>Gives <paramref name="target"/> the metadata of <paramref name="source"/>; its children stay.</summary>
    public static void CopyMetadata(Node source, Node target)
    {
        target.Mode = source.Mode;
        target.Uid = source.Uid;
        target.Gid = source.Gid;
        target.MtimeSeconds = source.MtimeSeconds;
        target.MtimeNanoseconds = source.MtimeNanoseconds;
        target.SetXattrs(source.Xattrs.ToArray());
    }

    private static Xattr[] CopyXattrs(TarEntry entry)
    {
        if (entry.Xattrs.Count == 0)
        {
            return [];
        }

        // A label belongs to the machine that runs the container, not to the one that built the image.
        return [.. entry.Xattrs
            .Where(xattr => !xattr.Name.AsSpan().SequenceEqual("security.selinux"u8))
            .Select(xattr => new Xattr(xattr.Name, xattr.Value))];
    }

    private static byte[] CheckedTarget(TarEntry entry) => entry.LinkName.Length switch
    {
        0 => throw new InvalidDataException($"layer entry '{EntryPath.Display(entry.Name.Span)}' is a symbolic link to nothing"),
        > MaximumLinkTarget => throw new InvalidDataException(
            $"layer entry '{EntryPath.Display(entry.Name.Span)}' is a symbolic link of {entry.LinkName.Length} bytes, more than {MaximumLinkTarget}"),
        _ => entry.LinkName.ToArray(),
    };

    private static DeviceNode CreateDevice(FileType type, TarEntry entry) =>
        entry is { DeviceMajor: <= DeviceNode.MaxMajor, DeviceMinor: <= DeviceNode.MaxMinor }
            ? new DeviceNode(type, entry.DeviceMajor, entry.DeviceMinor)
            : throw new InvalidDataException(
                $"layer entry '{EntryPath.Display(entry.Name.Span)}' is a device {entry.DeviceMajor}:{entry.DeviceMinor}, beyond what Linux has");
}
