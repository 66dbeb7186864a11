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
        var unmeasured = new MemoryStream();
        ImageWriter.WriteUnmeasured(tree, unmeasured, options);
        AssertBytes.Equal(image.ToArray(), unmeasured.ToArray());
    }

    /// <summary>Random dumps at the edges of the format: overlayfs' own names, attributes that just fit, tails that just do not, whiteouts, links.</summary>
    public static TheoryData<string, int, int, string> RandomVectors()
    {
        var data = new TheoryData<string, int, int, string>();
        foreach (var row in TestData.Table("random/digests.tsv").Skip(1))
        {
            data.Add(row[0], 0, 1, row[1]);
            data.Add(row[0], 1, 1, row[2]);
            data.Add(row[0], 0, 0, row[3]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RandomVectors))]
    public void Random_dumps_give_the_image_of_mkcomposefs_or_none(string dump, int minVersion, int maxVersion, string digest)
    {
        string Write() =>
            ImageWriter.Write(
                DumpReader.Read(new MemoryStream(TestData.Read("random/" + dump))),
                Stream.Null,
                new ImageOptions { MinVersion = minVersion, MaxVersion = maxVersion }).ToString();
        if (digest == "error")
        {
            Assert.Throws<InvalidDataException>(Write);
        }
        else
        {
            Assert.Equal(digest, Write());
        }
    }

    [NeedsFact("fsck.erofs")]
    public void Fsck_accepts_all_images()
    {
        using var folder = new TemporaryFolder();
        foreach (var dump in TestData.ValidDumps())
        {
            foreach (var minVersion in (int[])[0, 1])
            {
                using (var image = File.Create(folder["image"]))
                {
                    ImageWriter.Write(DumpReader.Read(new MemoryStream(TestData.Read(dump))), image, new ImageOptions { MinVersion = minVersion });
                }

                ExternalProgram.Run("fsck.erofs", folder["image"]);
            }
        }
    }
}
