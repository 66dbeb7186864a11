using System.Buffers;
using System.Globalization;
using System.Text;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>Writes the lines of a dump.</summary>
internal sealed class DumpLineWriter(IBufferWriter<byte> output, HardLinkPaths links)
{
    public void Write(ReadOnlyMemory<byte> path, Node node)
    {
        var target = links.TargetOf(path, node);
        DumpEscape.Escape(path.Span, EscapeRules.None, output);
        WriteText(string.Create(
            CultureInfo.InvariantCulture,
            $" {SizeOf(node)} {(target is null ? "" : "@")}{Convert.ToString(node.Mode, 8)} {LinkCountOf(node)} {node.Uid} {node.Gid} {(node as DeviceNode)?.Number ?? 0} {node.MtimeSeconds}.{node.MtimeNanoseconds} "));
        WriteOptional(target ?? PayloadOf(node));
        WriteText(" ");
        WriteOptional((node as RegularFileNode)?.InlineContent);
        WriteText(node is RegularFileNode { Verity: { } digest } ? $" {digest}" : " -");
        foreach (var xattr in node.Xattrs)
        {
            WriteText(" ");
            DumpEscape.Escape(xattr.Name, EscapeRules.Equals, output);
            WriteText("=");
            DumpEscape.Escape(xattr.Value, EscapeRules.Equals, output);
        }

        WriteText("\n");
    }

    private static long SizeOf(Node node) => node switch
    {
        DirectoryNode directory => directory.Size,
        RegularFileNode file => file.Size,
        SymlinkNode link => link.Target.Length,
        _ => node.Has(NodeFlags.OversizedSpecialFile) ? uint.MaxValue + 1L : 0,
    };

    private uint LinkCountOf(Node node) => node.LinkCount ?? (node is DirectoryNode directory ? directory.CountLinks() : links.NamesOf(node));

    // A file's redirect without its slash; the format wants it relative.
    private static byte[]? PayloadOf(Node node) => node switch
    {
        SymlinkNode link => link.Target,
        RegularFileNode { Redirect: { } redirect } => TreeObjects.Relative(redirect).ToArray(),
        _ => null,
    };

    private void WriteOptional(byte[]? value)
    {
        if (value is null)
        {
            WriteText("-");
            return;
        }

        DumpEscape.Escape(value, EscapeRules.LoneDash, output);
    }

    private void WriteText(string text) => output.Advance(Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length)));
}
