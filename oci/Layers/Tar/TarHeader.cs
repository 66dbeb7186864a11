using System.Numerics;
using System.Runtime.Intrinsics;

namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// A view of one 512-byte header block (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06,
/// https://www.gnu.org/software/tar/manual/html_node/Standard.html).
/// </summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    public const int Size = 512;

    private readonly ReadOnlySpan<byte> _block = block[..Size];

    public ReadOnlySpan<byte> Name => UpToNul(_block[..100]);

    public ReadOnlySpan<byte> Mode => _block.Slice(100, 8);

    public ReadOnlySpan<byte> Uid => _block.Slice(108, 8);

    public ReadOnlySpan<byte> Gid => _block.Slice(116, 8);

    public ReadOnlySpan<byte> EntrySize => _block.Slice(124, 12);

    public ReadOnlySpan<byte> Mtime => _block.Slice(136, 12);

    public byte TypeFlag => _block[156];

    public ReadOnlySpan<byte> LinkName => UpToNul(_block.Slice(157, 100));

    public ReadOnlySpan<byte> DeviceMajor => _block.Slice(329, 8);

    public ReadOnlySpan<byte> DeviceMinor => _block.Slice(337, 8);

    public ReadOnlySpan<byte> UstarPrefix => UpToNul(_block.Slice(345, 155));

    public ReadOnlySpan<byte> StarPrefix => UpToNul(_block.Slice(345, 131));

    public ReadOnlySpan<byte> GnuAtime => _block.Slice(345, 12);

    public ReadOnlySpan<byte> GnuCtime => _block.Slice(357, 12);

    /// <summary>The block has times beside that of the last modification, as those of star do, and those of GNU tar's incremental archives.</summary>
    public bool HasOldTimes => Format == TarFormat.Star || (Format == TarFormat.Gnu && (GnuAtime[0] != 0 || GnuCtime[0] != 0));

    public ReadOnlySpan<byte> GnuSparse => _block.Slice(386, (4 * SparseMapReader.OldGnuSegmentSize) + 1);

    public ReadOnlySpan<byte> GnuRealSize => _block.Slice(483, 12);

    public TarFormat Format
    {
        get
        {
            ReadOnlySpan<byte> magic = _block.Slice(257, 8);
            if (magic.SequenceEqual("ustar  \0"u8))
            {
                return TarFormat.Gnu;
            }

            if (!magic.StartsWith("ustar\0"u8))
            {
                return TarFormat.V7;
            }

            return _block[508..].SequenceEqual("tar\0"u8) ? TarFormat.Star : TarFormat.Ustar;
        }
    }

    /// <summary>
    /// The checksum field is the sum of the block's bytes with itself taken as spaces; POSIX adds them unsigned, Sun's tar
    /// added them signed.
    /// </summary>
    public bool ChecksumIsRight()
    {
        if (!TarNumber.TryParseOctal(_block.Slice(148, 8), out long expected))
        {
            return false;
        }

        var (sum, negative) = Sum(_block);
        var (own, ownNegative) = Sum(_block.Slice(148, 8));
        sum += (8 * ' ') - own;
        return expected == sum || expected == sum - (256 * (negative - ownNegative));
    }

    /// <summary>The sum of bytes, and how many of them are negative if they are signed.</summary>
    private static (int Sum, int Negative) Sum(ReadOnlySpan<byte> bytes)
    {
        var (sum, negative) = (0, 0);
        for (; bytes.Length >= Vector256<byte>.Count; bytes = bytes[Vector256<byte>.Count..])
        {
            var block = Vector256.Create(bytes);
            negative += BitOperations.PopCount(block.ExtractMostSignificantBits());
            var (low, high) = Vector256.Widen(block);
            sum += Vector256.Sum(low + high);
        }

        foreach (var one in bytes)
        {
            sum += one;
            negative += one >> 7;
        }

        return (sum, negative);
    }

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
