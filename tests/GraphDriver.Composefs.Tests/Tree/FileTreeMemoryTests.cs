using System.Globalization;
using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Tests.Tree;

[Collection(nameof(MeasuresMemory))]
public class FileTreeMemoryTests
{
    private const int Count = 100_000;

    [Fact]
    public void Entry_takes_some_two_hundred_bytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tree = new FileTree();
        for (var i = 0; i < Count; i++)
        {
            var file = new RegularFileNode { Size = i, Verity = VerityDigest.FromBytes(new byte[32]) };
            file.SetObject(new byte[32]);
            var name = (i * 7919L % Count).ToString("x16", CultureInfo.InvariantCulture);
            tree.Root.Add(Encoding.ASCII.GetBytes(name), file);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / tree.Root.Count;
        Assert.InRange(bytes, 50, 230);
    }
}

/// <summary>Tests that measure memory run alone.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public class MeasuresMemory;
