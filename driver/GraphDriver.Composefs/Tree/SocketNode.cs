namespace GraphDriver.Composefs.Tree;

/// <summary>A Unix socket's name.</summary>
public sealed class SocketNode() : Node(FileType.Socket);
