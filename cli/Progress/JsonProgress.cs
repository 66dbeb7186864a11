using System.Collections.Concurrent;
using System.Diagnostics;
using GraphDriver.Oci.Model;
using Newtonsoft.Json;

namespace GraphDriver.Cli.Progress;

/// <summary>
/// One JSON object a line: <c>{"event":"started|reused|waiting|progress|stored","layer":digest,"current":bytes,"total":bytes}</c>;
/// progress at most five times a second and layer.
/// </summary>
internal sealed class JsonProgress(TextWriter output) : IProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Descriptor, Counter> _counters = new();

    public Task<T> RunAsync<T>(Func<Task<T>> pull) => pull();

    public void Started(IReadOnlyList<Descriptor> layers)
    {
        foreach (var layer in layers)
        {
            Write("started", layer, 0);
        }
    }

    public void Reused(Descriptor layer) => Write("reused", layer, layer.Size);

    public void Waiting(Descriptor layer) => Write("waiting", layer, 0);

    public void Received(Descriptor layer, int bytes)
    {
        var counter = _counters.GetOrAdd(layer, _ => new Counter());
        if (counter.Add(bytes) is { } total)
        {
            Write("progress", layer, total);
        }
    }

    public void Stored(Descriptor layer) => Write("stored", layer, layer.Size);

    private void Write(string what, Descriptor layer, long current)
    {
        var line = new StringWriter();
        using (var json = new JsonTextWriter(line))
        {
            json.WriteStartObject();
            json.WritePropertyName("event");
            json.WriteValue(what);
            json.WritePropertyName("layer");
            json.WriteValue(layer.Digest.ToString());
            json.WritePropertyName("current");
            json.WriteValue(current);
            json.WritePropertyName("total");
            json.WriteValue(layer.Size);
            json.WriteEndObject();
        }

        lock (_gate)
        {
            output.WriteLine(line.ToString());
        }
    }

    /// <summary>One layer's bytes so far.</summary>
    private sealed class Counter
    {
        private readonly Lock _gate = new();
        private long _bytes;
        private long _shown;

        /// <summary>Counts bytes, and returns all of them where it is time to show them.</summary>
        public long? Add(int bytes)
        {
            lock (_gate)
            {
                _bytes += bytes;
                if (Stopwatch.GetElapsedTime(_shown) < Interval)
                {
                    return null;
                }

                _shown = Stopwatch.GetTimestamp();
                return _bytes;
            }
        }
    }
}
