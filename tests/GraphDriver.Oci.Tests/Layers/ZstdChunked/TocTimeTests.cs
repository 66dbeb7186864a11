using System.Text;
using GraphDriver.Oci.Layers.ZstdChunked;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

public sealed class TocTimeTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 0)]
    [InlineData("2024-11-24T14:55:09.789012345Z", 1732460109, 789012345)]
    [InlineData("2024-11-24t14:55:09.7z", 1732460109, 700000000)]
    [InlineData("2024-11-24T16:25:09.7890123459+01:30", 1732460109, 789012345)]
    [InlineData("2024-11-23T23:55:09-15:00", 1732460109, 0)]
    [InlineData("1969-12-31T23:59:59.000000001Z", -1, 1)]
    [InlineData("2000-02-29T00:00:00Z", 951782400, 0)]
    [InlineData("0001-01-01T00:00:00Z", -62135596800, 0)]
    [InlineData("9999-12-31T23:59:59.999999999Z", 253402300799, 999999999)]
    public void Parses(string text, long seconds, uint nanoseconds)
    {
        Assert.True(TocTime.TryParse(Encoding.ASCII.GetBytes(text), out var time));
        Assert.Equal(new TocTime(seconds, nanoseconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-11-24T14:55:09")]
    [InlineData("2024-11-24T14:55:09.Z")]
    [InlineData("2024-11-24T14:55:09.7")]
    [InlineData("2024-11-24T14:55:09ZZ")]
    [InlineData("2024-11-24 14:55:09Z")]
    [InlineData("2024-11-24T24:55:09Z")]
    [InlineData("2024-11-24T14:60:09Z")]
    [InlineData("2024-11-24T14:55:60Z")]
    [InlineData("2024-13-24T14:55:09Z")]
    [InlineData("2024-00-24T14:55:09Z")]
    [InlineData("2023-02-29T14:55:09Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("2024-11-24T14:55:09+1:30")]
    [InlineData("2024-11-24T14:55:09+24:00")]
    [InlineData("2024-11-24T14:55:09+01-30")]
    [InlineData("+024-11-24T14:55:09Z")]
    public void Refuses(string text) => Assert.False(TocTime.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
