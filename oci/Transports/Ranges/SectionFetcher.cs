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
    /// <summary>The bytes that were read from the source so far, those between sections included.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Fetches all sections.</summary>
    /// <param name="sections">In ascending order, none over another.</param>
    /// <param name="take">
    /// Called once for each section, with its index and a stream of exactly its bytes, which is valid during the call and need not be read to its end.
    /// Several calls run at once; sections of one range come in their order. Reads may block. It is not proven that bytes are the blob's.
    /// </param>
    /// <param name="cancellationToken">Ends reads, too.</param>
    /// <exception cref="BlobRangeException">The source refuses ranges (416, 501); sections may have been taken already.</exception>
    /// <exception cref="IOException">It refuses, or broke off too often.</exception>
    /// <exception cref="InvalidDataException">It gives other bytes than it was asked for.</exception>
    public Task FetchAsync(IReadOnlyList<BlobSection> sections, Func<int, Stream, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        _ = (source, blob, options, memory);
        throw new NotImplementedException();
    }

    /// <summary>Fetches all sections into memory; where the source sends the whole blob instead, that is what is given, from its first byte.</summary>
    /// <inheritdoc cref="FetchAsync"/>
    public Task<SectionBytes> ReadAsync(IReadOnlyList<BlobSection> sections, CancellationToken cancellationToken) => throw new NotImplementedException();
}
