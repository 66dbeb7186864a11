using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Fuzz;

/// <summary>What is run on an input. True where it is accepted, false where it is refused as it should be.</summary>
internal static class Target
{
    /// <summary>Parses a dump.</summary>
    public static bool Dump(byte[] input)
    {
        try
        {
            DumpReader.Read(new MemoryStream(input));
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Parses a dump; an accepted one is written as an image and as a dump, and both have to give the same image again.</summary>
    public static bool DumpAndBack(byte[] input)
    {
        FileTree tree;
        byte[] image;
        try
        {
            tree = DumpReader.Read(new MemoryStream(input));
            image = Write(tree);
        }
        catch (InvalidDataException)
        {
            return false;
        }

        var read = new ImageReader(image).ReadTree();
        Compare(image, read, "the image that was read from it");
        using var dump = new MemoryStream();
        DumpWriter.Write(tree, dump);
        dump.Position = 0;
        Compare(image, DumpReader.Read(dump), "the dump of the dump");
        return true;
    }

    /// <summary>Reads an image whole, by paths, as a dump and as objects. An accepted one need not be one that we would write.</summary>
    public static bool Image(byte[] input)
    {
        try
        {
            var reader = new ImageReader(input);
            var tree = reader.ReadTree();
            TreeObjects.Find(tree);
            if (reader.TryFind("/d/l"u8, out var nid))
            {
                reader.ReadNode(nid);
            }

            DumpWriter.Write(tree, Stream.Null);
            ListingWriter.Write(tree, Stream.Null);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // The version depends on whether there are whiteouts, which both trees have or have not alike.
    private static byte[] Write(FileTree tree)
    {
        using var output = new MemoryStream();
        ImageWriter.Write(tree, output);
        return output.ToArray();
    }

    private static void Compare(byte[] image, FileTree tree, string what)
    {
        using var output = new MemoryStream();
        var digest = ImageWriter.Write(tree, output);
        if (digest != VerityHasher.Compute(image))
        {
            throw new InvalidOperationException($"{what} gives another image");
        }
    }
}
