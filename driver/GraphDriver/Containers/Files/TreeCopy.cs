using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Files;

/// <summary>
/// Copies what an image has below a volume's place into the volume, with modes, owners, times and extended attributes,
/// as podman fills a new volume. Hard links become files of their own, and sockets are left out.
/// </summary>
internal static class TreeCopy
{
    private const int MaxDepth = 500;
    private const uint OwnerOnly = 0x1C0;

    /// <summary>Fills an empty directory, and gives it the metadata of the source.</summary>
    /// <exception cref="LinuxException">A call failed; a part may have been copied.</exception>
    /// <exception cref="InvalidDataException">The tree is deeper than can be.</exception>
    public static void Copy(SafeFileHandle source, SafeFileHandle target) => CopyDirectory(source, target, MaxDepth);

    private static void CopyDirectory(SafeFileHandle source, SafeFileHandle target, int depth)
    {
        if (depth == 0)
        {
            throw new InvalidDataException($"the content of a volume is nested more than {MaxDepth} folders deep");
        }

        foreach (var entry in DirectoryReader.Read(source))
        {
            CopyEntry(source, target, entry.Name, depth);
        }

        CopyMetadata(source, target);
    }

    private static void CopyEntry(SafeFileHandle source, SafeFileHandle target, byte[] name, int depth)
    {
        var status = Statx.Query(source, name, StatFlags.NoFollow);
        switch (status.Type)
        {
            case FileType.Directory:
                MkdirAt.Make(target, name, OwnerOnly);
                using (var from = OpenAt.Open(source, name, OpenFlags.Directory | OpenFlags.NoFollow))
                using (var to = OpenAt.Open(target, name, OpenFlags.Directory | OpenFlags.NoFollow))
                {
                    CopyDirectory(from, to, depth - 1);
                }

                break;
            case FileType.Regular:
                CopyFile(source, target, name);
                break;
            case FileType.SymbolicLink:
                SymlinkAt.Create(ReadLinkAt.Read(source, name), target, name);
                FinishByName(source, target, name, status);
                break;
            case FileType.CharacterDevice or FileType.BlockDevice or FileType.Fifo:
                MknodAt.Make(target, name, status.Type, status.Permissions, status.Rdev);
                FinishByName(source, target, name, status);
                FChmodAt.Set(target, name, status.Permissions);
                break;
        }
    }

    private static void CopyFile(SafeFileHandle source, SafeFileHandle target, byte[] name)
    {
        using var from = OpenAt.Open(source, name, OpenFlags.ReadOnly | OpenFlags.NoFollow);
        using var to = OpenAt.Open(target, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, OwnerOnly);
        FileCopy.Copy(from, to);
        CopyMetadata(from, to);
    }

    private static void FinishByName(SafeFileHandle source, SafeFileHandle target, byte[] name, in FileStatus status)
    {
        FChownAt.Set(target, name, status.Uid, status.Gid);
        foreach (var attribute in ListXattr.List(source, name).Where(IsCopied))
        {
            if (GetXattr.Get(source, name, attribute) is { } value)
            {
                SetXattr.Set(target, name, attribute, value);
            }
        }

        UtimensAt.Set(target, name, status.MtimeSeconds, status.MtimeNanoseconds);
    }

    private static void CopyMetadata(SafeFileHandle source, SafeFileHandle target)
    {
        var status = Statx.Query(source);

        // The owner first: changing it takes set-id bits and file capabilities away.
        FChown.Set(target, status.Uid, status.Gid);
        FChmod.Set(target, status.Permissions);
        foreach (var attribute in ListXattr.List(source).Where(IsCopied))
        {
            if (GetXattr.Get(source, attribute) is { } value)
            {
                SetXattr.Set(target, attribute, value);
            }
        }

        UtimensAt.Set(target, status.MtimeSeconds, status.MtimeNanoseconds);
    }

    /// <summary>Attributes of the overlay itself mean nothing elsewhere, and labels are the target's own.</summary>
    private static bool IsCopied(byte[] name) =>
        !name.AsSpan().StartsWith("trusted.overlay."u8) && !name.AsSpan().SequenceEqual("security.selinux"u8);
}
