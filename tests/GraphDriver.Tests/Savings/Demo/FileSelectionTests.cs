using GraphDriver.Savings.Demo.Content;

namespace GraphDriver.Tests.Savings.Demo;

/// <summary>Which of the machine's files go into the demo's images.</summary>
public sealed class FileSelectionTests
{
    [Fact]
    public void Number_and_sum_are_both_about_what_is_wanted()
    {
        var random = new Random(1);
        var files = Enumerable.Range(0, 50_000).Select(i => new MachineFile($"/usr/{i:d5}", (long)Math.Exp((random.NextDouble() * 12) + 4))).ToList();
        var chosen = FileSelection.Choose(files, 7000, 180_000_000);
        Assert.Equal(7000, chosen.Count);
        Assert.InRange(chosen.Sum(file => file.Size), 178_000_000, 180_000_000);
        Assert.Equal(chosen, FileSelection.Choose(files, 7000, 180_000_000));
        Assert.Equal(chosen.Count, chosen.Distinct().Count());
    }

    [Fact]
    public void A_machine_that_has_less_gives_what_it_has()
    {
        List<MachineFile> files = [new("/usr/a", 10), new("/usr/b", 0), new("/usr/c", 1000)];
        Assert.Equal(["/usr/a", "/usr/b", "/usr/c"], FileSelection.Choose(files, 100, 1_000_000).Select(file => file.Path).Order());
    }

    [Fact]
    public void No_file_takes_the_room_of_many() =>
        Assert.Equal(["/usr/b"], FileSelection.Choose([new("/usr/a", 700), new("/usr/b", 50)], 10, 1000).Select(file => file.Path));

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(10, 0)]
    public void Nothing_is_taken_where_nothing_is_wanted(int count, long size) =>
        Assert.Empty(FileSelection.Choose([new("/usr/a", 1)], count, size));
}
