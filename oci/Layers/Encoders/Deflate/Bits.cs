namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>Up to 24 bits as they are written, and how many.</summary>
internal readonly struct Bits(uint value, int count)
{
    private const int CountShift = 24;

    private readonly uint _bits = value | ((uint)count << CountShift);

    public uint Value => _bits & ((1u << CountShift) - 1);

    public int Count => (int)(_bits >> CountShift);

    /// <summary>These bits, and others after them.</summary>
    public Bits With(uint value, int count) => new(Value | (value << Count), Count + count);
}
