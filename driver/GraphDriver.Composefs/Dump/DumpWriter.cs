using System.Buffers;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>Writes a tree in the text form of composefs-dump(5), as composefs-info dump does: a directory, then what is in it.</summary>
public static class DumpWriter
{
    private const int FlushSize = 1 << 16;

    /// <summary>Writes a line a name.</summary>
    public static void Write(FileTree tree, Stream output, HardLinkOrder order = HardLinkOrder.AsWritten)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(output);
        var buffer = new ArrayBufferWriter<byte>(FlushSize * 2);
        var lines = new DumpLineWriter(buffer, HardLinkPaths.Find(tree, order));
        foreach (var file in TreeWalk.DepthFirst(tree))
        {
            lines.Write(file.Path, file.Node);
            if (buffer.WrittenCount >= FlushSize)
            {
                output.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }
        }

        output.Write(buffer.WrittenSpan);
    }

    /// <summary>Writes the line of one file by itself, under the name that it was looked up by.</summary>
    public static void WriteLine(ReadOnlyMemory<byte> path, Node node, Stream output)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(output);
        var buffer = new ArrayBufferWriter<byte>();
        new DumpLineWriter(buffer, HardLinkPaths.None).Write(path, node);
        output.Write(buffer.WrittenSpan);
    }
}
