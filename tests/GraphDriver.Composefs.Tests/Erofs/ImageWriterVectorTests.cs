using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Tests.Erofs;

/// <summary>The digests are those of the images that mkcomposefs 1.0.8 makes of the dumps.</summary>
public class ImageWriterVectorTests
{
    public static TheoryData<string, int, string> Vectors()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var row in TestData.Table("dumps/digests.tsv").Skip(1))
        {
            data.Add(row[0], 0, row[1]);
            data.Add(row[0], 1, row[2]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Image_is_that_of_mkcomposefs_bit_for_bit(string dump, int minVersion, string digest)
    {
        var tree = DumpReader.Read(new MemoryStream(TestData.Read("dumps/" + dump)));
        var options = new ImageOptions { MinVersion = minVersion };
        if (digest == "error")
        {
            Assert.Throws<InvalidDataException>(() => ImageWriter.Write(tree, Stream.Null, options));
            return;
        }

        var image = new MemoryStream();
        var actual = ImageWriter.Write(tree, image, options);

        Assert.Equal(digest, actual.ToString());
        Assert.Equal(actual, VerityHasher.Compute(image.ToArray()));
    }

    [NeedsFact("fsck.erofs")]
    public void Fsck_accepts_all_images()
    {
        using var folder = new TemporaryFolder();
        foreach (var row in TestData.Table("dumps/digests.tsv").Skip(1).Where(row => row[1] != "error"))
        {
            using (var image = File.Create(folder["image"]))
            {
                ImageWriter.Write(DumpReader.Read(new MemoryStream(TestData.Read("dumps/" + row[0]))), image);
            }

            ExternalProgram.Run("fsck.erofs", folder["image"]);
        }
    }
}
