using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>
/// Fetches sections of one blob: neighbours by one range, ranges side by side, whatever the source makes of them. One that gives less at once
/// is asked for the rest; from one that sends the whole blob everything is taken in one go.
/// </summary>
/// <param name="source">Where the blob is.</param>
/// <param name="blob">The blob.</param>
/// <param name="options">How much at once.</param>
/// <param name="memory">Is told what was seen of the host; null keeps it to itself.</param>
public sealed class SectionFetcher(IBlobRangeSource source, Descriptor blob, SectionOptions? options = null, IHostMemory? memory = null)
{
    private readonly SectionOptions _options = options ?? new SectionOptions();
    private readonly TransferMeter _meter = new();

    /// <summary>The bytes that were read from the source so far, those between sections included.</summary>
    public long BytesRead => _meter.Bytes;

    /// <summary>Fetches all sections.</summary>
    /// <param name="sections">In ascending order, none over another.</param>
    /// <param name="take">
    /// Called once for each section, with its index and a stream of exactly its bytes, which is valid during the call and need not be read to its end.
    /// Several calls run at once, each on a thread of its own whose reads may wait; sections of one range come in their order. It is not proven that bytes
    /// are the blob's.
    /// </param>
    /// <param name="cancellationToken">Ends reads, too.</param>
    /// <exception cref="BlobRangeException">The source refuses ranges (400, 416, 501); sections may have been taken already.</exception>
    /// <exception cref="IOException">It refuses, or broke off too often.</exception>
    /// <exception cref="InvalidDataException">It gives other bytes than it was asked for.</exception>
    public async Task FetchAsync(IReadOnlyList<BlobSection> sections, Func<int, Stream, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sections);
        ArgumentNullException.ThrowIfNull(take);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var run = new SectionRun(source, blob, sections, _options, _meter, take, stopping);
        await RunAsync(run).ConfigureAwait(false);
        if (run.Whole is not null)
        {
            await Task.Factory.StartNew(run.TakeRest, stopping.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches all sections into memory; where the source sends the whole blob instead, that is what is given, from its first byte.</summary>
    /// <inheritdoc cref="FetchAsync"/>
    public async Task<SectionBytes> ReadAsync(IReadOnlyList<BlobSection> sections, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sections);
        var bytes = new byte[sections.Count][];

        // The whole blob outlives this call, so that it is only the caller who ends its reads.
        using var run = new SectionRun(source, blob, sections, _options, _meter, ReadOneAsync, null) { Lifetime = cancellationToken };
        await RunAsync(run).ConfigureAwait(false);
        return run.TakeWhole() is { } whole
            ? new SectionBytes(null, new VerifyingStream(whole.Content, blob, (source as IImageSource)?.Name ?? $"{source.Host}"))
            : new SectionBytes(bytes, null);

        Task ReadOneAsync(int index, Stream section, CancellationToken stopped)
        {
            bytes[index] = new byte[sections[index].Length];
            section.ReadExactly(bytes[index]);
            return Task.CompletedTask;
        }
    }

    private async Task RunAsync(SectionRun run)
    {
        try
        {
            await run.FetchAsync().ConfigureAwait(false);
        }
        finally
        {
            if (source.Host is { } host && _meter.Seen() is { Ranges: not RangeSupport.Unknown } seen)
            {
                memory?.Remember(host, seen);
            }
        }
    }
}
