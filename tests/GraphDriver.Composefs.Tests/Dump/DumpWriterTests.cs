using System.Text;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Tests.Dump;

public class DumpWriterTests
{
    [Fact]
    public void Dump_that_was_read_is_written_the_same()
    {
        const string Dump = "/ 4096 40755 3 0 0 0 1.0 - - -\n"
            + "/a\\x20b\\n\\xff=\\\\ 5 104755 1 1000 4294967294 0 -3.7 ab/cd - 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff user.x\\x3dy=\\x00\\x3dz user.e=\n"
            + "/d 0 40700 2 0 0 0 0.0 - - -\n"
            + "/d/dash 1 100600 1 0 0 0 1.1 - \\x2d -\n"
            + "/d/dev 0 60644 1 0 0 66306 1.0 - - -\n"
            + "/d/link 1 120777 1 0 0 0 1.0 \\x2d - -\n"
            + "/fifo 0 10644 1 0 0 0 1.0 - - -\n"
            + "/socket 0 140644 1 0 0 0 1.0 - - -\n";
        var tree = DumpReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(Dump)));
        ((DirectoryNode)tree.Find("/"u8)!).Size = 4096;

        Assert.Equal(Dump, Write(tree, HardLinkOrder.AsWritten));
    }

    [Fact]
    public void Either_name_of_a_hard_link_can_be_the_file()
    {
        var tree = new FileTree();
        var file = new RegularFileNode { Mode = 0x1A4 };
        tree.Root.Add("b"u8, file);
        tree.Root.Add("a"u8, file);

        Assert.EndsWith("/a 0 @100644 2 0 0 0 0.0 /b - -\n/b 0 100644 2 0 0 0 0.0 - - -\n", Write(tree, HardLinkOrder.AsWritten));
        Assert.EndsWith("/a 0 100644 2 0 0 0 0.0 - - -\n/b 0 @100644 2 0 0 0 0.0 /a - -\n", Write(tree, HardLinkOrder.FirstInDump));
    }

    private static string Write(FileTree tree, HardLinkOrder order)
    {
        var text = new MemoryStream();
        DumpWriter.Write(tree, text, order);
        return Encoding.ASCII.GetString(text.ToArray());
    }
}
