using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>Has a hard link's name until all lines are read, since its target may come later.</summary>
internal sealed class HardLinkPlaceholder(long line, DirectoryNode parent, byte[] name, byte[] targetPath) : Node(FileType.RegularFile)
{
    public long Line { get; } = line;

    public DirectoryNode Parent { get; } = parent;

    public byte[] Name { get; } = name;

    public byte[] TargetPath { get; } = targetPath;

    public bool IsFollowed { get; set; }

    public Node? Target { get; set; }
}
