using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>Turns a tree into an image of either form: orders the inodes, lays everything out, then writes.</summary>
internal static class ImageBuilder
{
    public static void Write(FileTree tree, ImageForm form, uint minVersion, uint maxVersion, Stream stream, VerityHasher? hasher)
    {
        var inodes = new InodeTable(tree, form);
        TreeValidator.Check(inodes);
        var version = inodes.HasWhiteouts ? maxVersion : minVersion;
        var xattrs = new EncodedXattrs(new InodeXattrs(inodes, version));
        var shared = SharedXattrs.Find(inodes, xattrs);
        var layout = new ImageLayout(inodes, xattrs, shared);
        new ImageEmitter(inodes, layout, xattrs, shared, new ImageOutput(stream, hasher)).Emit(version);
    }
}
