namespace GraphDriver.Linux.Files;

/// <summary>A name in a directory.</summary>
/// <param name="Name">The raw bytes.</param>
/// <param name="Type">The type, never <see cref="FileType.Unknown"/>.</param>
/// <param name="Ino">The inode's number.</param>
public readonly record struct DirectoryEntry(byte[] Name, FileType Type, ulong Ino)
{
    /// <summary>The name as it is shown, see <see cref="LinuxPath.ToString"/>.</summary>
    public override string ToString() => PathText.Escape(Name);
}
