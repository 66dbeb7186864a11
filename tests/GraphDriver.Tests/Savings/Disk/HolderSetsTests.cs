using GraphDriver.Savings.Disk.Counting;

namespace GraphDriver.Tests.Savings.Disk;

public sealed class HolderSetsTests
{
    [Fact]
    public void Equal_ways_lead_to_equal_sets_and_a_holder_twice_in_a_row_counts_once()
    {
        var sets = new HolderSets();
        var first = sets.With(sets.With(0, 3), 5);

        Assert.Equal(first, sets.With(sets.With(sets.With(0, 3), 5), 5));
        Assert.NotEqual(first, sets.With(0, 5));
        Assert.Equal([5, 3], sets.MembersOf(first));
        Assert.Equal(4, sets.Count);
    }

    [Fact]
    public void Folding_gives_the_value_that_all_members_have()
    {
        var sets = new HolderSets();
        var same = sets.With(sets.With(0, 0), 1);
        var different = sets.With(same, 2);
        var like = sets.With(sets.With(0, 3), 3);

        var folded = sets.Fold([7, 7, 8, HolderSets.Mixed]);

        Assert.Equal((HolderSets.Nothing, 7, HolderSets.Mixed, HolderSets.Mixed), (folded[0], folded[same], folded[different], folded[like]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_group_frees_blocks_only_where_it_has_all_files_that_share_them(int secondGroup)
    {
        SharedExtent[] extents = [new(0, 100, 0, 1), new(0, 100, 0, secondGroup), new(50, 100, 0, 9)];

        var sweep = ExtentSweep.Over(extents, extent => extent.Holder);

        // 0 to 50 has two files, 50 to 100 three, 100 to 150 one, which shares it with a file elsewhere.
        Assert.Equal((300, 150), (sweep.Bytes, sweep.CountedAgain));
        Assert.Equal(secondGroup == 1 ? 50 + 100 : 100, sweep.KeptOf(1));
        Assert.Equal(100, sweep.KeptOf(9));
    }
}
