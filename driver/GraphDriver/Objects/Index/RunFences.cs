using System.Buffers.Binary;

namespace GraphDriver.Objects.Index;

/// <summary>
/// The first eight bytes of the first digest of each block of a run: they stand behind its blocks, and in memory tell which block to read. On the
/// disk 8 bytes each, big endian as in the digest, then their checksum, which goes on from the run's seed (4, little endian).
/// </summary>
internal sealed class RunFences
{
    private const int FenceLength = sizeof(ulong);

    private readonly ulong[] _fences;

    private RunFences(ulong[] fences) => _fences = fences;

    /// <summary>The length of the fences of so many blocks, in bytes.</summary>
    public static long LengthOf(long blocks) => blocks * FenceLength + sizeof(uint);

    /// <summary>The part of a digest that is compared with fences.</summary>
    public static ulong KeyOf(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt64BigEndian(digest);

    /// <summary>Reads fences; null where they are damaged.</summary>
    public static RunFences? Parse(ReadOnlySpan<byte> bytes, uint seed)
    {
        var length = bytes.Length - sizeof(uint);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[length..]) != RunFormat.Checksum(seed, bytes[..length]))
        {
            return null;
        }

        var fences = new ulong[length / FenceLength];
        for (var i = 0; i < fences.Length; i++)
        {
            fences[i] = KeyOf(bytes[(i * FenceLength)..]);
        }

        return new RunFences(fences);
    }

    /// <summary>The fences as they are on the disk.</summary>
    public static byte[] Write(IReadOnlyList<ulong> fences, uint seed)
    {
        var bytes = new byte[LengthOf(fences.Count)];
        for (var i = 0; i < fences.Count; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * FenceLength), fences[i]);
        }

        var length = bytes.Length - sizeof(uint);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(length), RunFormat.Checksum(seed, bytes.AsSpan(0, length)));
        return bytes;
    }

    /// <summary>The blocks that may have a digest, from the first to the last one; nearly always one. The last is before the first where none has.</summary>
    public (long First, long Last) BlocksOf(ReadOnlySpan<byte> digest)
    {
        var key = KeyOf(digest);
        var first = Math.Max(0, CountBelow(key) - 1);
        var last = key == ulong.MaxValue ? _fences.Length - 1 : CountBelow(key + 1) - 1;
        return (first, last);
    }

    /// <summary>How many fences are below a key.</summary>
    private int CountBelow(ulong key)
    {
        var (low, high) = (0, _fences.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _fences[middle] < key ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
