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

    public void Set(ReadOnlySpan<byte> value)
    {
        Clear();
        Append(value);
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        int length = checked(Length + value.Length);
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        }

        value.CopyTo(_bytes.AsSpan(Length));
        Length = length;
    }
}
