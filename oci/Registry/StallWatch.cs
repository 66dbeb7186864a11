namespace GraphDriver.Oci.Registry;

/// <summary>
/// Ends what takes too long. Reads of a body are bracketed by <see cref="Begin"/> and <see cref="End"/>, which cost nothing; a
/// timer looks whether one has waited too long and then calls the abort, once. That works for reads that block a thread
/// as for those that do not.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private const int ChecksPerTimeout = 4;

    private readonly Timer _timer;
    private readonly Action _abort;
    private readonly long _timeoutMilliseconds;
    private long _since;
    private int _stalled;

    public StallWatch(TimeSpan timeout, Action abort)
    {
        _timeoutMilliseconds = (long)timeout.TotalMilliseconds;
        _abort = abort;
        var period = TimeSpan.FromMilliseconds(Math.Max(5, timeout.TotalMilliseconds / ChecksPerTimeout));
        _timer = new Timer(static state => ((StallWatch)state!).Check(), this, period, period);
    }

    /// <summary>Whether the abort was called.</summary>
    public bool Stalled => Volatile.Read(ref _stalled) != 0;

    public void Begin() => Volatile.Write(ref _since, Environment.TickCount64 + 1);

    public void End() => Volatile.Write(ref _since, 0);

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        var since = Volatile.Read(ref _since);
        if (since != 0 && Environment.TickCount64 + 1 - since > _timeoutMilliseconds && Interlocked.Exchange(ref _stalled, 1) == 0)
        {
            _abort();
        }
    }
}
