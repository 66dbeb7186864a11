using System.Text;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Comparison;

/// <summary>Compares two files field by field.</summary>
internal static class NodeComparer
{
    private const int MaxShown = 64;

    public static IEnumerable<Difference> Compare(string path, Node a, Node b) =>
        Fields(a, b).Where(field => field.First != field.Second)
            .Select(field => new Difference(path, field.Name, field.First, field.Second))
            .Concat(CompareXattrs(path, a, b));

    private static IEnumerable<(string Name, string First, string Second)> Fields(Node a, Node b)
    {
        yield return ("type", a.Type.ToString(), b.Type.ToString());
        yield return ("mode", Convert.ToString(a.Mode, 8), Convert.ToString(b.Mode, 8));
        yield return ("uid", Text(a.Uid), Text(b.Uid));
        yield return ("gid", Text(a.Gid), Text(b.Gid));
        yield return ("mtime", $"{a.MtimeSeconds}.{a.MtimeNanoseconds:d9}", $"{b.MtimeSeconds}.{b.MtimeNanoseconds:d9}");
        yield return ("link count", Text(a.LinkCount), Text(b.LinkCount));
        yield return ("device number", Text((a as DeviceNode)?.Number), Text((b as DeviceNode)?.Number));
        yield return ("link target", Text((a as SymlinkNode)?.Target), Text((b as SymlinkNode)?.Target));
        yield return ("opaque", Text((a as DirectoryNode)?.IsOpaque), Text((b as DirectoryNode)?.IsOpaque));
        foreach (var field in Contents(a as RegularFileNode, b as RegularFileNode))
        {
            yield return field;
        }
    }

    private static IEnumerable<(string Name, string First, string Second)> Contents(RegularFileNode? a, RegularFileNode? b)
    {
        yield return ("size", Text(a?.Size), Text(b?.Size));
        yield return ("object", Text(a?.Redirect), Text(b?.Redirect));
        yield return ("fs-verity digest", Text(a?.Verity), Text(b?.Verity));
        yield return ("inline content", Text(a?.InlineContent), Text(b?.InlineContent));
    }

    private static IEnumerable<Difference> CompareXattrs(string path, Node a, Node b)
    {
        foreach (var xattr in a.Xattrs.ToArray())
        {
            if (b.GetXattr(xattr.Name) is not { } other || !other.AsSpan().SequenceEqual(xattr.Value))
            {
                yield return new Difference(path, NameOf(xattr), Text(xattr.Value), Text(b.GetXattr(xattr.Name)));
            }
        }

        foreach (var xattr in b.Xattrs.ToArray())
        {
            if (a.GetXattr(xattr.Name) is null)
            {
                yield return new Difference(path, NameOf(xattr), Difference.Absent, Text(xattr.Value));
            }
        }
    }

    private static string NameOf(Xattr xattr) => $"attribute {DumpEscape.ToText(xattr.Name)}";

    private static string Text(object? value) => value?.ToString() ?? Difference.Absent;

    // What differs beyond what is shown is told apart by length and digest.
    private static string Text(byte[]? value)
    {
        if (value is null)
        {
            return Difference.Absent;
        }

        var text = new StringBuilder().Append('\'').Append(DumpEscape.ToText(value.AsSpan(0, Math.Min(MaxShown, value.Length)))).Append('\'');
        return value.Length <= MaxShown
            ? text.ToString()
            : text.Append($"… ({value.Length} bytes, SHA-256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(value))})").ToString();
    }
}
