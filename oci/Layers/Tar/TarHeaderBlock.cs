namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// A header block of POSIX ustar that is being filled
/// (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06). User and group have no names: those of
/// this machine mean nothing to who reads it.
/// </summary>
internal readonly ref struct TarHeaderBlock
{
    public const int MaxName = 100;
    public const int MaxPrefix = 155;
    private const int ChecksumOffset = 148;

    private readonly Span<byte> _block;

    /// <param name="block">The block; all that stands in it is overwritten.</param>
    public TarHeaderBlock(Span<byte> block)
    {
        _block = block[..TarHeader.Size];
        _block.Clear();
        "ustar\000"u8.CopyTo(_block[257..]);
    }

    /// <summary>Whether a number fits a field of so many bytes in octal, with the NUL after it.</summary>
    public static bool FitsOctal(long value, int length) => value >= 0 && value < 1L << (3 * (length - 1));

    public void SetName(ReadOnlySpan<byte> name) => name.CopyTo(_block[..MaxName]);

    public void SetPrefix(ReadOnlySpan<byte> prefix) => prefix.CopyTo(_block.Slice(345, MaxPrefix));

    public void SetLinkName(ReadOnlySpan<byte> name) => name.CopyTo(_block.Slice(157, MaxName));

    public void SetType(byte flag) => _block[156] = flag;

    public void SetMode(uint mode) => PutOctal(100, 8, mode);

    public void SetOwner(uint uid, uint gid)
    {
        PutOctal(108, 8, uid);
        PutOctal(116, 8, gid);
    }

    public void SetSize(long size) => PutOctal(124, 12, size);

    public void SetMtime(long seconds) => PutOctal(136, 12, seconds);

    public void SetDevice(uint major, uint minor)
    {
        PutOctal(329, 8, major);
        PutOctal(337, 8, minor);
    }

    /// <summary>Sums up the block; nothing may be set after it.</summary>
    public void Seal()
    {
        var checksum = _block.Slice(ChecksumOffset, 8);
        checksum.Fill((byte)' ');
        int sum = 0;
        foreach (byte value in _block)
        {
            sum += value;
        }

        PutOctal(ChecksumOffset, 7, sum);
    }

    /// <summary>Octal digits with zeros in front and a NUL behind; 0 where a PAX record says the number in its place.</summary>
    private void PutOctal(int offset, int length, long value)
    {
        value = FitsOctal(value, length) ? value : 0;
        for (int i = length - 2; i >= 0; i--, value >>= 3)
        {
            _block[offset + i] = (byte)('0' + (value & 7));
        }

        _block[offset + length - 1] = 0;
    }
}
