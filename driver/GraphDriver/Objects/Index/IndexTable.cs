using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>A table of the index: the name of its folder below <c>graphdriver/index</c>, and the length of its values in bytes.</summary>
internal sealed record IndexTable(string Name, int ValueLength)
{
    /// <summary>Where the tables are, below the storage root.</summary>
    public const string Folder = "graphdriver/index";

    private const uint FolderMode = 0x1C0; // 0700

    /// <summary>The SHA-256 of an object → its fs-verity digest.</summary>
    public static IndexTable Verity { get; } = new("verity", RunFormat.DigestLength);

    /// <summary>The SHA-256 of a chunk → <see cref="ChunkLocation"/>.</summary>
    public static IndexTable Chunks { get; } = new("chunks", ChunkLocation.Size);

    /// <summary>The SHA-256 of a file or a chunk of a layer that another tool made → <see cref="LayerLocation"/>.</summary>
    public static IndexTable Layers { get; } = new("layers", LayerLocation.Size);

    /// <summary>The length of a record in bytes.</summary>
    public int RecordLength => RunFormat.DigestLength + ValueLength;

    private string Path => $"{Folder}/{Name}";

    /// <summary>Opens the table as it is now; null where there is none.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public DigestTable? Open(SafeFileHandle root)
    {
        var errno = OpenAt.TryOpen(root, Path, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var folder);
        if (errno == Errno.ENOENT)
        {
            return null;
        }

        LinuxException.ThrowIfError(errno, "open", Path);
        return DigestTable.Open(folder!, ValueLength);
    }

    /// <summary>Opens the table's folder, and makes it where it is missing.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public SafeFileHandle OpenFolder(SafeFileHandle root)
    {
        foreach (var path in (string[])["graphdriver", Folder, Path])
        {
            MkdirAt.MakeIfMissing(root, path, FolderMode);
        }

        return OpenAt.Open(root, Path, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
    }
}
