using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Erofs.Reading;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Comparison;

/// <summary>Compares how two images encode the files that both have: place, kind of inode, layout, attributes.</summary>
internal static class InodeComparer
{
    public static IEnumerable<Difference> Compare(ImageReader first, InodeReader firstInodes, ImageReader second, InodeReader secondInodes)
    {
        foreach (var file in TreeWalk.DepthFirst(first.ReadTree()))
        {
            var path = file.Path.ToArray();
            if (first.TryFind(path, out var a) && second.TryFind(path, out var b))
            {
                foreach (var field in Fields(firstInodes.Read(a), secondInodes.Read(b)))
                {
                    if (!field.First.Equals(field.Second))
                    {
                        yield return new Difference(DumpEscape.ToText(path), field.Name, field.First.ToString()!, field.Second.ToString()!);
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Name, object First, object Second)> Fields(ImageInode a, ImageInode b)
    {
        yield return ("kind of inode", Kind(a.Record), Kind(b.Record));
        yield return ("data layout", a.Record.Layout, b.Record.Layout);
        yield return ("inode number", a.Record.InodeNumber, b.Record.InodeNumber);
        yield return ("bytes of attributes", a.XattrSize, b.XattrSize);
        yield return ("place of the inode (nid)", a.Nid, b.Nid);
        yield return ("place of the data", a.Record.Union, b.Record.Union);
    }

    private static string Kind(InodeRecord record) => record.IsCompact ? "compact" : "extended";
}
