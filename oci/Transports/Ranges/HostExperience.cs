namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>What was seen of a host.</summary>
public sealed record HostExperience
{
    public static HostExperience None { get; } = new();

    /// <summary>What it makes of requests for parts of blobs.</summary>
    public RangeSupport Ranges { get; init; }

    /// <summary>From sending a request for a range to the headers of its answer; null where it was not measured.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The rate at which bytes of blobs come, over all connections together; null where it was not measured.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>What both tell together: what is new counts a quarter, and alone where there is nothing old.</summary>
    public HostExperience With(HostExperience seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return new HostExperience
        {
            Ranges = seen.Ranges == RangeSupport.Unknown ? Ranges : seen.Ranges,
            RoundTrip = Blend(RoundTrip?.TotalSeconds, seen.RoundTrip?.TotalSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            BytesPerSecond = Blend(BytesPerSecond, seen.BytesPerSecond),
        };
    }

    private static double? Blend(double? old, double? seen) => (old, seen) is ({ } before, { } now) ? before + ((now - before) / 4) : seen ?? old;
}
