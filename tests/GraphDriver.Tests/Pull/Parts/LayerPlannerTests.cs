using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Pull.Parts;

namespace GraphDriver.Tests.Pull.Parts;

/// <summary>Which way a layer of 65 MB, 180 MB of tar, gets in.</summary>
public sealed class LayerPlannerTests
{
    private const long BlobSize = 65_000_000;
    private const long ContentSize = 180_000_000;

    private static readonly TransferCost Loopback = new(TimeSpan.FromMilliseconds(0.5), 1e9);
    private static readonly TransferCost DataCentre = new(TimeSpan.FromMilliseconds(5), 100e6);
    private static readonly TransferCost Home = new(TimeSpan.FromMilliseconds(60), 5e6);

    [Fact]
    public void What_misses_nothing_is_reused() =>
        Assert.Equal(LayerWay.Reuse, new LayerPlanner(Home).Choose([], 0, ContentSize, BlobSize).Way);

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void A_little_is_fetched_in_parts_over_any_line(double share)
    {
        foreach (var cost in (TransferCost[])[Loopback, DataCentre, Home])
        {
            Assert.Equal(LayerWay.Partial, Choose(cost, share, sections: 10).Way);
        }
    }

    [Fact]
    public void Most_of_a_layer_is_streamed_over_a_fast_line_and_fetched_in_parts_over_a_slow_one()
    {
        Assert.Equal(LayerWay.Stream, Choose(Loopback, 0.9, sections: 10).Way);
        Assert.Equal(LayerWay.Partial, Choose(Home, 0.9, sections: 10).Way);
    }

    [Fact]
    public void All_of_a_layer_is_streamed_over_any_line()
    {
        foreach (var cost in (TransferCost[])[Loopback, DataCentre, Home])
        {
            Assert.Equal(LayerWay.Stream, Choose(cost, 1, sections: 1).Way);
        }
    }

    [Fact]
    public void Many_parts_far_apart_are_worth_it_only_where_a_round_trip_is_cheap()
    {
        var far = new TransferCost(TimeSpan.FromMilliseconds(200), 100e6);
        Assert.Equal(LayerWay.Stream, Choose(far, 0.05, sections: 400).Way);
        Assert.Equal(LayerWay.Partial, Choose(Loopback, 0.05, sections: 400).Way);
    }

    [Fact]
    public void A_gap_is_read_where_that_takes_less_than_a_request()
    {
        Assert.Equal(16 << 10, new TransferCost(TimeSpan.Zero, 1e9).WorthwhileGap);
        Assert.Equal(62_500, Loopback.WorthwhileGap);
        Assert.Equal(4 << 20, new TransferCost(TimeSpan.FromSeconds(1), 1e9).WorthwhileGap);
    }

    [Fact]
    public void The_reason_gives_the_figures() =>
        Assert.Contains("18000000 of 180000000 bytes are missing: 6500000 of the blob's 65000000 in 10 ranges", Choose(Home, 0.1, sections: 10).Reason, StringComparison.Ordinal);

    private static LayerPlan Choose(TransferCost cost, double share, int sections)
    {
        var length = (long)(BlobSize * share / sections);
        var missing = Enumerable.Range(0, sections).Select(i => new BlobSection(i * (BlobSize / sections), length)).ToList();
        return new LayerPlanner(cost).Choose(missing, (long)(ContentSize * share), ContentSize, BlobSize);
    }
}
