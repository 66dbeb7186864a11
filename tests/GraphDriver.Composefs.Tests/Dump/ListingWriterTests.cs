using System.Text;
using GraphDriver.Composefs.Dump;

namespace GraphDriver.Composefs.Tests.Dump;

public class ListingWriterTests
{
    [Fact]
    public void Names_are_listed_as_composefs_info_lists_them()
    {
        const string Dump = """
            / 4096 40755 3 0 0 0 1.0 - - -
            /a\x20b\n 5 100644 2 0 0 0 2.0 - hello -
            /dir 0 40755 2 0 0 0 2.0 - - -
            /dir/link 1 120777 1 0 0 0 2.0 to\x20there - -
            /f 100 100644 2 0 0 0 2.0 ab/cd - -
            /g 100 @100644 2 0 0 0 2.0 /f - -

            """;
        var text = new MemoryStream();
        ListingWriter.Write(DumpReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(Dump))), text);
        Assert.Equal("/a b\\n\n/dir/\t\n/dir/link\t-> to\\x20there\n/f\t@ ab/cd\n/g\n", Encoding.ASCII.GetString(text.ToArray()));
    }
}
