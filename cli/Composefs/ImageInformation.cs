using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Tree;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux;

namespace GraphDriver.Cli.Composefs;

/// <summary>Prints what is in images, for <c>composefs-info</c> and <c>graphdriver composefs</c>.</summary>
/// <param name="paths">The images.</param>
/// <param name="topLevel">The names in the root that are read; null reads all.</param>
internal sealed class ImageInformation(IReadOnlyList<string> paths, IReadOnlyCollection<byte[]>? topLevel)
{
    /// <summary>A line a name.</summary>
    public void List() => WriteEach(static (tree, output) => ListingWriter.Write(tree, output));

    /// <summary>A line a name, in the format that images can be made of again.</summary>
    /// <param name="order">The C tool's order, or the one from which the same image comes out again where files have several names.</param>
    public void Dump(HardLinkOrder order) => WriteEach((tree, output) => DumpWriter.Write(tree, output, order));

    /// <summary>The objects that the images need, each once, in the order of their bytes.</summary>
    public void Objects() => Print(FindObjects());

    /// <summary>The objects that are not in a directory of objects; all of them without one.</summary>
    public void MissingObjects(string? directory)
    {
        var objects = FindObjects();
        if (directory is not null)
        {
            using var store = new ObjectDirectory(directory);
            objects.RemoveWhere(store.Has);
        }

        Print(objects);
    }

    private SortedSet<byte[]> FindObjects()
    {
        var objects = new SortedSet<byte[]>(Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)));
        foreach (var path in paths)
        {
            objects.UnionWith(TreeObjects.Find(Load(path)).Select(redirect => TreeObjects.Relative(redirect).ToArray()));
        }

        return objects;
    }

    private static void Print(IEnumerable<byte[]> objects)
    {
        using var output = new BufferedStream(Console.OpenStandardOutput());
        foreach (var path in objects)
        {
            output.Write(path);
            output.WriteByte((byte)'\n');
        }
    }

    private void WriteEach(Action<FileTree, Stream> write)
    {
        using var output = Console.OpenStandardOutput();
        foreach (var path in paths)
        {
            write(Load(path), output);
        }
    }

    private FileTree Load(string path)
    {
        try
        {
            using var image = ImageFile.Open(path);
            return image.ReadTree(topLevel);
        }
        catch (LinuxException error)
        {
            throw new ToolException($"Failed to open '{path}'", error);
        }
        catch (InvalidDataException error)
        {
            throw new ToolException($"Failed to load '{path}'", error);
        }
    }
}
