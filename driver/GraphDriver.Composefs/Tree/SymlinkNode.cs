namespace GraphDriver.Composefs.Tree;

/// <summary>A symbolic link.</summary>
/// <param name="target">1 to 4,095 bytes without NUL; the writers refuse anything else and name the path.</param>
public sealed class SymlinkNode(byte[] target) : Node(FileType.SymbolicLink)
{
    public byte[] Target { get; } = target ?? throw new ArgumentNullException(nameof(target));
}
