using System.Diagnostics;
using System.Globalization;

namespace GraphDriver.Fuzz;

/// <summary>
/// Runs readers of formats on mutated inputs, on all processors. Found is: an exception other than <see cref="InvalidDataException"/>, more than a
/// second for one input, more memory than <see cref="MaxAllocation"/> says, and a result that is not what it has to be.
/// </summary>
internal sealed class Fuzzer(IReadOnlyList<Format> formats)
{
    private const int KeepEvery = 64;
    private const int MaxKept = 512;

    private const int Repetitions = 4;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _executions;
    private long _accepted;
    private long _slowest;
    private int _findings;

    /// <summary>The most bytes that one input may make the code allocate in all: a fixed amount, and some for each of its own bytes.</summary>
    public static long MaxAllocation(int inputSize) => (4L << 20) + (512L * inputSize);

    /// <summary>Runs and reports; true where nothing was found.</summary>
    public bool Run(long executions, int seed)
    {
        Console.WriteLine($"seed {seed}, {string.Join(", ", formats.Select(format => $"{format.Inputs.Count} {format.Name}"))}, {Environment.ProcessorCount} threads");
        using var timer = new Timer(_ => Print(), null, Report, Report);
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(i => new Thread(() => Work(executions, seed + i))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Print();
        return _findings == 0;
    }

    private void Work(long executions, int seed)
    {
        var random = new Random(seed);
        var mutator = new Mutator(random);
        var corpora = formats.Select(format => format.Inputs.ToList()).ToList();
        var turns = formats.SelectMany((format, index) => Enumerable.Repeat(index, format.Weight)).ToList();
        while (Interlocked.Increment(ref _executions) <= executions)
        {
            var chosen = turns[random.Next(turns.Count)];
            var (format, inputs) = (formats[chosen], corpora[chosen]);
            var input = mutator.Mutate(inputs[random.Next(inputs.Count)], inputs[random.Next(inputs.Count)], format.Words);
            if (Try(input, format.Target) && random.Next(KeepEvery) == 0)
            {
                Keep(inputs, input, format.Inputs.Count, random);
            }
        }
    }

    // What was accepted is worth changing further; the inputs that came with the corpus always stay.
    private static void Keep(List<byte[]> inputs, byte[] input, int original, Random random)
    {
        if (inputs.Count < original + MaxKept)
        {
            inputs.Add(input);
        }
        else
        {
            inputs[original + random.Next(MaxKept)] = input;
        }
    }

    private bool Try(byte[] input, Func<byte[], bool> target)
    {
        var isAccepted = false;
        try
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var elapsed = Time(() => isAccepted = target(input));
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

            // On a busy machine a thread may wait for long: only what is slow again and again is slow.
            for (var again = 0; again < Repetitions && elapsed > MaxTime; again++)
            {
                elapsed = Time(() => target(input));
            }

            InterlockedMax(ref _slowest, elapsed.Ticks);
            if (elapsed > MaxTime || allocated > MaxAllocation(input.Length))
            {
                Found(input, $"took {elapsed}, allocated {allocated} bytes for {input.Length}");
            }
        }
        catch (Exception error)
        {
            Found(input, error.ToString());
        }

        Interlocked.Add(ref _accepted, isAccepted ? 1 : 0);
        return isAccepted;
    }

    private static TimeSpan Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }

    private void Found(byte[] input, string problem)
    {
        var number = Interlocked.Increment(ref _findings);
        var path = string.Create(CultureInfo.InvariantCulture, $"finding-{number}.bin");
        File.WriteAllBytes(path, input);
        Console.WriteLine($"{path}: {problem}");
    }

    private void Print()
    {
        var executions = Interlocked.Read(ref _executions);
        Console.WriteLine(
            $"{executions:n0} executions in {_clock.Elapsed.TotalSeconds:f0} s, {Interlocked.Read(ref _accepted):n0} inputs accepted, "
            + $"the slowest in {new TimeSpan(Interlocked.Read(ref _slowest)).TotalMilliseconds:f1} ms, {_findings} findings");
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var known = Interlocked.Read(ref target); value > known;)
        {
            var seen = Interlocked.CompareExchange(ref target, value, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
