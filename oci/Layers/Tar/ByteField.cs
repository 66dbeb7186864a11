namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Bytes of varying length in memory that is used again and again.</summary>
internal sealed class ByteField
{
    private byte[] _bytes = new byte[128];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public bool IsEmpty => Length == 0;

    public void Clear() => Length = 0;

    /// <summary>Forgets what stands after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Makes the field <paramref name="length"/> bytes long and returns them, to be overwritten.</summary>
    public Span<byte> Reserve(int length)
    {
        Grow(length);
        Length = length;
        return _bytes.AsSpan(0, length);
    }

    public void Set(ReadOnlySpan<byte> value)
    {
        Clear();
        Append(value);
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        int length = checked(Length + value.Length);
        Grow(length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length = length;
    }

    /// <summary>The last <paramref name="length"/> bytes, to be overwritten.</summary>
    public Span<byte> Last(int length) => _bytes.AsSpan(Length - length, length);

    private void Grow(int length)
    {
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        }
    }
}
