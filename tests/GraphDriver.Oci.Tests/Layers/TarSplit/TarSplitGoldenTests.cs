using GraphDriver.Oci.Tests.Layers.Tar;

namespace GraphDriver.Oci.Tests.Layers.TarSplit;

/// <summary>
/// testdata/tar-split holds small tars and the lines that tar-split's own asm.NewInputTarStream makes of them (version 0.12.2, by
/// Go 1.19; testdata/tar-split/README.md).
/// </summary>
public sealed class TarSplitGoldenTests
{
    private static readonly string[] Tars = ["bytes-after-end", "global", "gnu", "no-end", "one-zero-block", "pax", "ustar", "v7"];

    public static TheoryData<string> Names => new(Tars);

    [Theory]
    [MemberData(nameof(Names))]
    public void Lines_are_those_of_tar_split(string name)
    {
        byte[] tar = File.ReadAllBytes(Path.Combine(Folder(), name + ".tar"));
        TarSplitRoundTrip split = TarSplitRoundTrip.Split(tar);
        Assert.Equal(File.ReadAllText(Path.Combine(Folder(), name + ".json")), split.Json);
        Assert.Equal(tar, split.Join());
    }

    [Fact]
    public void All_golden_tars_are_tested() =>
        Assert.Equal(Tars, Directory.GetFiles(Folder(), "*.tar").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void Entries_of_GNU_tar_are_read_in_full()
    {
        List<string> lines = TarListing.Read(File.ReadAllBytes(Path.Combine(Folder(), "pax.tar"))).Lines;
        Assert.Contains("RegularFile d/empty 644 3000000:4000000 0 -2.500000000", lines);
        Assert.Contains("RegularFile d/z 644 0:0 700 1704164645.000000000 user.bin=000AFF", lines);
        Assert.Contains("CharacterDevice d/null 644 0:0 0 1704164645.000000000 1,3", lines);
        Assert.Contains("RegularFile d/\u00E4\u00FF 644 0:0 9 1704164645.000000000", lines);
    }

    private static string Folder()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "GraphDriver.sln")))
            {
                return Path.Combine(folder, "testdata", "tar-split");
            }
        }

        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
