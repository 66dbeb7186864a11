namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Keeps many short byte strings in few arrays.</summary>
internal sealed class ByteArena
{
    private const int FirstBlockSize = 4 << 10;
    private const int MaxBlockSize = 1 << 20;

    private byte[] _block = [];
    private int _used;

    /// <summary>A copy of <paramref name="bytes"/> that stays.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return default;
        }

        if (bytes.Length > _block.Length - _used)
        {
            _block = new byte[Math.Max(bytes.Length, Math.Clamp(2 * _block.Length, FirstBlockSize, MaxBlockSize))];
            _used = 0;
        }

        var kept = _block.AsMemory(_used, bytes.Length);
        bytes.CopyTo(kept.Span);
        _used += bytes.Length;
        return kept;
    }
}
