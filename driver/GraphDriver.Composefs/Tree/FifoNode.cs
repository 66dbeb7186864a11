namespace GraphDriver.Composefs.Tree;

/// <summary>A named pipe.</summary>
public sealed class FifoNode() : Node(FileType.Fifo);
