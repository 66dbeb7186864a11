using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;

namespace GraphDriver.Composefs.Tests.Erofs;

public class CorruptImageTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_image_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var images = new[] { Dump("1000.dump"), Dump("1022.dump"), Dump("1045.dump"), LayerImageWriterTests.Image(SampleTrees.Everything()) };
        var refused = 0;
        for (var round = 0; round < 100; round++)
        {
            var image = images[round % images.Length].ToArray();
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                Mutate(image, random);
            }

            refused += IsRefused(image.AsMemory(0, random.Next(8) == 0 ? random.Next(image.Length) : image.Length)) ? 1 : 0;
        }

        Assert.InRange(refused, 20, 100);
    }

    private static bool IsRefused(ReadOnlyMemory<byte> image)
    {
        try
        {
            var reader = new ImageReader(image);
            reader.TryFind("/a/b/c"u8, out _);
            var tree = reader.ReadTree();
            DumpWriter.Write(tree, Stream.Null);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    // Most hits are to go to inodes and directories, whose numbers are small: the start of the image.
    private static void Mutate(byte[] image, Random random)
    {
        var position = random.Next(2) == 0 ? random.Next(image.Length) : random.Next(1024, Math.Min(image.Length, 20_000));
        image[position] = random.Next(4) switch
        {
            0 => (byte)(image[position] ^ (1 << random.Next(8))),
            1 => 0xFF,
            2 => 0,
            _ => (byte)random.Next(256),
        };
    }

    private static byte[] Dump(string name)
    {
        var image = new MemoryStream();
        ImageWriter.Write(DumpReader.Read(new MemoryStream(TestData.Read("dumps/" + name))), image);
        return image.ToArray();
    }
}
