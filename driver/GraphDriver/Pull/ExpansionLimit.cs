namespace GraphDriver.Pull;

/// <summary>
/// Refuses a layer that expands to far more than its blob could hold in earnest, such as ten gigabytes of zeros in ten
/// megabytes.
/// </summary>
/// <param name="blobSize">The blob's size in bytes; of a blob that is measured as it comes, as far as it has come.</param>
/// <param name="factor">How many times its blob's size a layer may have.</param>
internal sealed class ExpansionLimit(Func<long> blobSize, int factor)
{
    /// <summary>A layer up to this size in bytes is always taken.</summary>
    public const long AlwaysAllowed = 1L << 30;

    private long _expanded;

    /// <summary>For a blob whose size is known.</summary>
    public ExpansionLimit(long size, int factor)
        : this(() => size, factor)
    {
    }

    /// <summary>Counts <paramref name="count"/> more bytes of tar stream, or of holes.</summary>
    /// <exception cref="InvalidDataException">The layer is larger than its blob allows.</exception>
    public void Count(long count) => Require(Interlocked.Add(ref _expanded, Math.Min(count, long.MaxValue / 4)));

    /// <summary>Requires that the blob may hold so many bytes.</summary>
    /// <inheritdoc cref="Count" path="/exception"/>
    public void Require(long expanded)
    {
        if (expanded > AlwaysAllowed && expanded / factor > blobSize())
        {
            throw new InvalidDataException(
                $"layer expands to more than {factor} times its blob of {blobSize()} bytes: refused as a decompression bomb "
                + "(graphdriver_max_expansion in storage.conf's pull_options allows more)");
        }
    }
}
