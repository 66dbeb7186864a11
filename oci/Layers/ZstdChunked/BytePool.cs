namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Gives equal byte strings one array, of the last few thousand different ones.</summary>
internal sealed class BytePool
{
    private const int Slots = 4096;
    private const int MaxLength = 256;

    private readonly byte[]?[] _kept = new byte[Slots][];

    /// <summary>An array with these bytes, which must not be changed.</summary>
    public byte[] Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength)
        {
            return bytes.ToArray();
        }

        ref var kept = ref _kept[SeededHash.Of(bytes) % Slots];
        return kept is not null && kept.AsSpan().SequenceEqual(bytes) ? kept : kept = bytes.ToArray();
    }
}
