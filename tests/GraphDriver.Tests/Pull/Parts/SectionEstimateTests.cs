using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Pull.Parts;

namespace GraphDriver.Tests.Pull.Parts;

/// <summary>How many ranges and bytes it takes to fetch sections of a blob.</summary>
public sealed class SectionEstimateTests
{
    private static readonly SectionOptions Options = new() { MaxGap = 100, MaxRequestLength = 1000 };

    [Fact]
    public void Nothing_takes_nothing() => Assert.Equal(new SectionEstimate(0, 0), SectionEstimate.Of([], Options));

    [Fact]
    public void Neighbours_become_one_range_and_small_gaps_are_read() =>
        Assert.Equal(new SectionEstimate(1, 250), SectionEstimate.Of([new(0, 50), new(50, 50), new(200, 50)], Options));

    [Fact]
    public void Large_gaps_are_not_read() =>
        Assert.Equal(new SectionEstimate(2, 100), SectionEstimate.Of([new(0, 50), new(151, 50)], Options));

    [Fact]
    public void A_range_does_not_grow_beyond_its_bound_but_for_one_long_section() =>
        Assert.Equal(new SectionEstimate(3, 6100), SectionEstimate.Of([new(0, 600), new(600, 500), new(1100, 5000)], Options));
}
