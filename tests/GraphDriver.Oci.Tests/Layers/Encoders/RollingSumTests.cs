using GraphDriver.Oci.Layers.Encoders;

namespace GraphDriver.Oci.Tests.Layers.Encoders;

public sealed class RollingSumTests
{
    [Fact]
    public void Cuts_are_those_of_the_sum_over_the_last_64_bytes()
    {
        byte[] bytes = SampleTar.Content(3, 3_000_000);
        List<int> expected = PlainCuts.RollingCuts(bytes);
        Assert.InRange(expected.Count, 20, 100);
        Assert.Equal(expected, Cuts(bytes, int.MaxValue));
        Assert.Equal(expected, Cuts(bytes, 5000));
        Assert.Equal(expected, Cuts(bytes[..200_000], 1).Concat(expected.Where(cut => cut > 200_000)));
    }

    [Fact]
    public void The_same_bytes_are_cut_at_the_same_places_wherever_they_stand()
    {
        byte[] bytes = SampleTar.Content(3, 1_000_000);
        IEnumerable<int> moved = Cuts([.. SampleTar.Content(9, 12_345), .. bytes], int.MaxValue).Select(cut => cut - 12_345);
        Assert.Equal(Cuts(bytes, int.MaxValue).Where(cut => cut > 64), moved.Where(cut => cut > 64));
    }

    [Fact]
    public void Zeros_before_are_as_good_as_nothing()
    {
        byte[] bytes = SampleTar.Content(5, 500_000);
        Assert.Equal(Cuts(bytes, int.MaxValue), Cuts([.. new byte[64], .. bytes], int.MaxValue).Select(cut => cut - 64));
    }

    private static List<int> Cuts(byte[] bytes, int piece)
    {
        var sum = new RollingSum();
        var cuts = new List<int>();
        for (int start = 0; start < bytes.Length;)
        {
            int end = (int)Math.Min(bytes.Length, (long)start + piece);
            // No more bytes before than it says it needs.
            int cut = sum.FindCut(bytes.AsSpan(start - sum.History, end - start + sum.History), sum.History);
            start = cut < 0 ? end : start + cut;
            if (cut >= 0)
            {
                cuts.Add(start);
            }
        }

        return cuts;
    }
}
