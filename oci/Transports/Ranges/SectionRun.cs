using System.Runtime.ExceptionServices;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>One fetching of sections, by several threads that each take the next group until there is none, or the source sends the whole blob.</summary>
/// <param name="source">Where the blob is.</param>
/// <param name="blob">The blob.</param>
/// <param name="sections">What is wanted of it.</param>
/// <param name="options">How much at once.</param>
/// <param name="meter">Measures.</param>
/// <param name="take">Gets each section.</param>
/// <param name="stopping">Cancelled by the first failure, and cancels all; null where each is to end by itself.</param>
internal sealed class SectionRun(
    IBlobRangeSource source, Descriptor blob, IReadOnlyList<BlobSection> sections, SectionOptions options, TransferMeter meter,
    Func<int, Stream, CancellationToken, Task> take, CancellationTokenSource? stopping) : IDisposable
{
    private readonly List<SectionGroup> _groups = SectionGroup.Plan(sections, blob.Size, options);
    private readonly Lock _lock = new();
    private readonly HashSet<int> _left = [.. Enumerable.Range(0, sections.Count)];
    private int _next;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Ends reads.</summary>
    public CancellationToken Lifetime { get; init; } = stopping?.Token ?? default;

    /// <summary>What the source sent instead of a range.</summary>
    public BlobRange? Whole { get; private set; }

    /// <summary>Fetches all, or until there is a <see cref="Whole"/>.</summary>
    public async Task FetchAsync()
    {
        var threads = Enumerable.Range(0, Math.Min(options.Parallelism, _groups.Count))
            .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToList();
        await Task.WhenAll(threads).ConfigureAwait(false);
        _failure?.Throw();
    }

    /// <summary>Takes the sections that are left from the whole blob.</summary>
    public void TakeRest()
    {
        using var whole = new RangeReader(source, blob, new BlobSection(0, blob.Size), meter, Lifetime);
        whole.Accept(TakeWhole()!);
        foreach (var index in _left.Order().ToList())
        {
            Take(index, whole);
        }
    }

    /// <summary>Gives the whole blob away; null where there is none.</summary>
    public BlobRange? TakeWhole()
    {
        var whole = Whole;
        Whole = null;
        return whole;
    }

    public void Dispose() => Whole?.Dispose();

    private void Work()
    {
        try
        {
            while (Next() is { } group)
            {
                Fetch(group);
            }
        }
        catch (Exception error)
        {
            lock (_lock)
            {
                _failure ??= ExceptionDispatchInfo.Capture(error);
            }

            stopping?.Cancel();
        }
    }

    private SectionGroup? Next()
    {
        lock (_lock)
        {
            return Whole is null && _failure is null && _next < _groups.Count ? _groups[_next++] : null;
        }
    }

    private void Fetch(SectionGroup group)
    {
        Lifetime.ThrowIfCancellationRequested();
        using var reader = new RangeReader(source, blob, group.Range, meter, Lifetime);
        if (reader.Open() is { } whole)
        {
            Keep(whole);
            return;
        }

        for (var index = group.First; index < group.First + group.Count; index++)
        {
            Take(index, reader);
        }
    }

    // The first one serves all that is left; who has a range finishes it.
    private void Keep(BlobRange whole)
    {
        lock (_lock)
        {
            if (Whole is null)
            {
                Whole = whole;
                return;
            }
        }

        whole.Dispose();
    }

    private void Take(int index, RangeReader reader)
    {
        var section = sections[index];
        Skip(reader, section.Offset - reader.Position);
        using var slice = new SliceStream(reader, section.Length, $"blob {blob.Digest}");
        take(index, slice, Lifetime).GetAwaiter().GetResult();
        Skip(slice, slice.Left);
        lock (_lock)
        {
            _left.Remove(index);
        }
    }

    private static void Skip(Stream stream, long count)
    {
        Span<byte> waste = stackalloc byte[8 << 10];
        while (count > 0)
        {
            count -= stream.Read(waste[..(int)Math.Min(waste.Length, count)]);
        }
    }
}
