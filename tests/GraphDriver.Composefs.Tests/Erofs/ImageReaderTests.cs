using System.Text;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Tests.Erofs;

public class ImageReaderTests
{
    public static TheoryData<string, int> Dumps()
    {
        var data = new TheoryData<string, int>();
        foreach (var dump in TestData.ValidDumps())
        {
            data.Add(dump, 0);
            data.Add(dump, 1);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public void Image_read_and_written_again_is_the_same(string dump, int minVersion)
    {
        var image = Write(DumpReader.Read(new MemoryStream(TestData.Read(dump))), minVersion);
        var reader = new ImageReader(image);
        Assert.Equal(ImageForm.StandAlone, reader.Form);

        var tree = reader.ReadTree();

        AssertBytes.Equal(image, Write(tree, (int)reader.FormatVersion));
        var text = new MemoryStream();
        DumpWriter.Write(reader.ReadTree(), text);
        text.Position = 0;
        AssertBytes.Equal(image, Write(DumpReader.Read(text, new DumpOptions { Strict = true }), (int)reader.FormatVersion));
    }

    [Fact]
    public void Layer_image_read_and_written_again_is_the_same()
    {
        var image = LayerImageWriterTests.Image(SampleTrees.Everything());
        var reader = new ImageReader(image);
        Assert.Equal(ImageForm.Layer, reader.Form);

        var tree = reader.ReadTree();

        AssertBytes.Equal(image, LayerImageWriterTests.Image(tree));
        Assert.True(((DirectoryNode)tree.Find("opaque"u8)!).IsOpaque);
        Assert.True(((DeviceNode)tree.Find("opaque/gone-too"u8)!).IsWhiteout);
        var carries = (DirectoryNode)tree.Find("carries-xattrs"u8)!;
        Assert.False(carries.IsOpaque);
        Assert.Equal("y"u8, carries.GetXattr("trusted.overlay.opaque"u8)!);
        Assert.Equal("1"u8, carries.GetXattr("trusted.overlay.overlay.x"u8)!);
    }

    [Fact]
    public void Paths_are_found_without_reading_the_whole()
    {
        var tree = new FileTree();
        for (var i = 0; i < 100_000; i++)
        {
            tree.Root.Add(SampleTrees.Bytes($"file-{i:d6}"), SampleTrees.File(i + 1, (byte)i));
        }

        SampleTrees.Directory(SampleTrees.Directory(tree.Root, "a"), "b").Add("c"u8, new SymlinkNode("t"u8.ToArray()));
        var bytes = new CountingImage(LayerImageWriterTests.Image(tree));
        var reader = new ImageReader(bytes);
        bytes.BytesRead = 0;

        Assert.True(reader.TryFind("/file-077777"u8, out var nid));
        Assert.Equal(77_778, ((RegularFileNode)reader.ReadNode(nid)).Size);
        Assert.InRange(bytes.BytesRead, 1, 100_000);
        Assert.True(reader.TryFind("a/b/c"u8, out nid));
        Assert.Equal("t"u8, ((SymlinkNode)reader.ReadNode(nid)).Target);
        Assert.False(reader.TryFind("a/b/d"u8, out _));
        Assert.False(reader.TryFind("a/b/c/d"u8, out _));
        Assert.False(reader.TryFind("file-"u8, out _));
        Assert.False(reader.TryFind("zzz"u8, out _));
        Assert.True(reader.TryFind(""u8, out nid));
        Assert.Equal(reader.RootNid, nid);
    }

    [Fact]
    public void Only_some_names_of_the_root_can_be_read()
    {
        var reader = new ImageReader(LayerImageWriterTests.Image(SampleTrees.Everything()));
        var tree = reader.ReadTree([SampleTrees.Bytes("many"), SampleTrees.Bytes("caps"), SampleTrees.Bytes("none")]);
        Assert.Equal(2, tree.Root.Count);
        Assert.Equal(3000, ((DirectoryNode)tree.Find("many"u8)!).Count);
        Assert.Equal(100, ((RegularFileNode)tree.Find("caps"u8)!).Size);
    }

    [Fact]
    public void Every_name_of_an_image_is_found()
    {
        var reader = new ImageReader(LayerImageWriterTests.Image(SampleTrees.Everything()));
        foreach (var file in TreeWalk.DepthFirst(reader.ReadTree()))
        {
            Assert.True(reader.TryFind(file.Path.Span, out var nid), Encoding.Latin1.GetString(file.Path.Span));
            Assert.Equal(file.Node.Mode, reader.ReadNode(nid).Mode);
        }
    }

    [Fact]
    public void Objects_are_listed_once_and_in_order()
    {
        var objects = new ImageReader(LayerImageWriterTests.Image(SampleTrees.Everything())).ReadObjects();
        var texts = objects.Select(Encoding.ASCII.GetString).ToList();
        Assert.Equal(texts.Distinct().Order(StringComparer.Ordinal), texts);
        Assert.Equal(256, texts.Count);
    }

    [Fact]
    public void Bytes_that_are_no_image_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => new ImageReader(Array.Empty<byte>()));
        Assert.Throws<InvalidDataException>(() => new ImageReader(new byte[100_000]));
        var image = LayerImageWriterTests.Image(SampleTrees.Everything());
        Assert.Throws<InvalidDataException>(() => new ImageReader(image.AsMemory(0, 1100)));
        Assert.Throws<InvalidDataException>(() => new ImageReader(image.AsMemory(0, image.Length - 5000)).ReadTree());
    }

    private static byte[] Write(FileTree tree, int minVersion)
    {
        var image = new MemoryStream();
        ImageWriter.Write(tree, image, new ImageOptions { MinVersion = minVersion });
        return image.ToArray();
    }

    private sealed class CountingImage(byte[] bytes) : IImageBytes
    {
        public long BytesRead { get; set; }

        public long Length => bytes.Length;

        public void Read(long offset, Span<byte> destination)
        {
            BytesRead += destination.Length;
            bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        }
    }
}
