using System.Diagnostics;

namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>Measures a host by what is asked of it: round trips, and bytes over the time in which at least one read waits for them.</summary>
internal sealed class TransferMeter
{
    // Fewer bytes say more of round trips than of the rate.
    private const long MinBytes = 256 << 10;

    private readonly Lock _lock = new();
    private TimeSpan? _roundTrip;
    private RangeSupport _ranges;
    private long _bytes;
    private long _busy;
    private long _since;
    private int _reading;

    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>A request was answered. The shortest round trip counts: others made a connection, too.</summary>
    public void Answered(TimeSpan roundTrip, BlobRangeResult result)
    {
        lock (_lock)
        {
            _roundTrip = _roundTrip is { } known && known < roundTrip ? known : roundTrip;
            _ranges = result switch
            {
                BlobRangeResult.Partial => RangeSupport.Partial,
                BlobRangeResult.Whole => RangeSupport.Whole,
                _ => RangeSupport.None,
            };
        }
    }

    public void BeginRead()
    {
        lock (_lock)
        {
            if (_reading++ == 0)
            {
                _since = Stopwatch.GetTimestamp();
            }
        }
    }

    public void EndRead(int count)
    {
        lock (_lock)
        {
            _bytes += count;
            if (--_reading == 0)
            {
                _busy += Stopwatch.GetTimestamp() - _since;
            }
        }
    }

    /// <summary>What was seen so far.</summary>
    public HostExperience Seen()
    {
        lock (_lock)
        {
            var seconds = (double)_busy / Stopwatch.Frequency;
            return new HostExperience
            {
                Ranges = _ranges,
                RoundTrip = _roundTrip,
                BytesPerSecond = _bytes >= MinBytes && seconds > 0 ? _bytes / seconds : null,
            };
        }
    }
}
