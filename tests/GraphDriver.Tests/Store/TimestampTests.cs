using GraphDriver.Store;

namespace GraphDriver.Tests.Store;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2024-02-29T23:59:59Z", null)]
    [InlineData("2024-02-29T23:59:59.123456789Z", null)]
    [InlineData("2024-02-29T23:59:59.1Z", null)]
    [InlineData("2024-02-29T23:59:59.123456789+02:00", null)]
    [InlineData("2024-02-29T23:59:59-11:30", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("1969-12-31T23:59:59.000000001-11:30", null)]
    [InlineData("2024-05-01T12:34:56.123456789+00:00", "2024-05-01T12:34:56.123456789Z")]
    [InlineData("2024-02-29T23:59:59.120Z", "2024-02-29T23:59:59.12Z")]
    [InlineData("2024-02-29T23:59:59.000Z", "2024-02-29T23:59:59Z")]
    [InlineData("2024-02-29T23:59:59.000+01:00", "2024-02-29T23:59:59+01:00")]
    [InlineData("2024-02-29T23:59:59.12345678901Z", "2024-02-29T23:59:59.123456789Z")]
    [InlineData("2024-02-29T23:59:59.5+00:00", "2024-02-29T23:59:59.5Z")]
    [InlineData("2024-02-29T23:59:59-00:00", "2024-02-29T23:59:59Z")]
    public void Times_are_printed_as_Go_does(string text, string? printed) => Assert.Equal(printed ?? text, Timestamp.Parse(text).ToString());

    [Fact]
    public void A_moment_is_cut_to_100_nanoseconds()
    {
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(2)).AddTicks(1_234_567), Timestamp.Parse("2024-02-29T23:59:59.123456789+02:00").Moment);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(9_999_999), Timestamp.Parse("1970-01-01T00:00:00.9999999999999999999999Z").Moment);
        Assert.True(Timestamp.Parse("0001-01-01T00:00:00Z").IsZero);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2024-02-29")]
    [InlineData("2024-02-29T23:59:59")]
    [InlineData("2024-02-29T23:59:59.Z")]
    [InlineData("2024-02-29T23:59:59.5")]
    [InlineData("2024-02-29T23:59:59z")]
    [InlineData("2024-02-29 23:59:59Z")]
    [InlineData("2023-02-29T23:59:59Z")]
    [InlineData("2024-02-29T24:00:00Z")]
    [InlineData("2024-02-29T23:59:59Z ")]
    [InlineData("2024-02-29T23:59:59Z\n")]
    [InlineData("2024-02-29T23:59:59+0200")]
    [InlineData("2024-02-29T23:59:59+15:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("2024-02-29T23:59:59.１Z")]
    public void Other_texts_are_no_times(string? text) => Assert.False(Timestamp.TryParse(text, out _));
}
