using System.Buffers;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>Lists the names of a tree as <c>composefs-info ls</c> does: a path, and a slash, a link's target or a file's object behind it.</summary>
public static class ListingWriter
{
    private const int FlushSize = 1 << 16;

    /// <summary>Writes a line a name, without the root; what is a further name of a file stands alone.</summary>
    public static void Write(FileTree tree, Stream output)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(output);
        var buffer = new ArrayBufferWriter<byte>(FlushSize * 2);
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var file in TreeWalk.DepthFirst(tree).Skip(1))
        {
            DumpEscape.Escape(file.Path.Span, EscapeRules.KeepSpace, buffer);
            if (!file.Node.Has(NodeFlags.Linked) || seen.Add(file.Node))
            {
                WriteTarget(file.Node, buffer);
            }

            buffer.Write("\n"u8);
            if (buffer.WrittenCount >= FlushSize)
            {
                output.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }
        }

        output.Write(buffer.WrittenSpan);
    }

    private static void WriteTarget(Node node, ArrayBufferWriter<byte> buffer)
    {
        switch (node)
        {
            case DirectoryNode:
                buffer.Write("/\t"u8);
                break;
            case SymlinkNode link:
                buffer.Write("\t-> "u8);
                DumpEscape.Escape(link.Target, EscapeRules.None, buffer);
                break;
            case RegularFileNode { Redirect: { } redirect }:
                buffer.Write("\t@ "u8);
                DumpEscape.Escape(TreeObjects.Relative(redirect), EscapeRules.None, buffer);
                break;
        }
    }
}
