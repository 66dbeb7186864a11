namespace GraphDriver.Pull;

/// <summary>
/// Refuses a layer that expands to far more than its blob could hold in earnest, such as ten gigabytes of zeros in ten
/// megabytes.
/// </summary>
/// <param name="blob">The blob.</param>
/// <param name="factor">How many times its blob's size a layer may have.</param>
internal sealed class ExpansionLimit(BlobIdentity blob, int factor)
{
    /// <summary>A layer up to this size in bytes is always taken.</summary>
    public const long AlwaysAllowed = 1L << 30;

    private long _expanded;

    /// <summary>Counts <paramref name="count"/> more bytes of tar stream, or of holes.</summary>
    /// <exception cref="InvalidDataException">The layer is larger than its blob allows.</exception>
    public void Count(long count)
    {
        var expanded = Interlocked.Add(ref _expanded, Math.Min(count, long.MaxValue / 4));
        if (expanded > AlwaysAllowed && expanded / factor > blob.Size)
        {
            throw new InvalidDataException(
                $"layer expands to more than {factor} times its blob of {blob.Size} bytes: refused as a decompression bomb "
                + "(graphdriver_max_expansion in storage.conf's pull_options allows more)");
        }
    }
}
