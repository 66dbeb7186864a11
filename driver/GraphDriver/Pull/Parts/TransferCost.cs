using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>What it costs to have bytes of blobs come.</summary>
/// <param name="RoundTrip">From a request to its answer.</param>
/// <param name="BytesPerSecond">The rate at which bytes come then, over all connections together.</param>
internal readonly record struct TransferCost(TimeSpan RoundTrip, double BytesPerSecond)
{
    /// <summary>Requests side by side.</summary>
    public const int Parallelism = 8;

    private const long LeastGap = 16 << 10;
    private const long MostGap = 4 << 20;

    // A registry that was never asked: somewhere on the internet, behind a line as offices and homes have it.
    private static readonly TimeSpan AssumedRoundTrip = TimeSpan.FromMilliseconds(40);
    private const double AssumedRate = 25e6;

    // Files of this machine: a request costs a system call or two.
    private static readonly TransferCost Local = new(TimeSpan.FromMicroseconds(20), 2e9);

    /// <summary>
    /// The most bytes between two parts of a blob that are better read and thrown away than asked around: those that come within the
    /// time that one request more takes, of which others run beside it.
    /// </summary>
    public long WorthwhileGap => (long)Math.Clamp(RoundTrip.TotalSeconds / Parallelism * BytesPerSecond, LeastGap, MostGap);

    /// <param name="source">Where the blobs are.</param>
    /// <param name="memory">What is known of hosts.</param>
    public static TransferCost Of(IBlobRangeSource source, IHostMemory memory)
    {
        if (source.Host is not { } host)
        {
            return Local;
        }

        var known = memory.Recall(host);
        return new TransferCost(known.RoundTrip ?? AssumedRoundTrip, known.BytesPerSecond ?? AssumedRate);
    }

    /// <summary>How long so many bytes take in so many requests.</summary>
    public TimeSpan TimeFor(long bytes, int requests) =>
        (RoundTrip * Math.Ceiling(requests / (double)Parallelism)) + TimeSpan.FromSeconds(bytes / BytesPerSecond);
}
