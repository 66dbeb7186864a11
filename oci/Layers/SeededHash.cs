using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GraphDriver.Oci.Layers;

/// <summary>A hash of names for tables in memory, seeded once a process, so that no layer can be made whose names collide.</summary>
internal static class SeededHash
{
    private static readonly ulong Seed = RandomOdd();
    private static readonly ulong Multiplier = RandomOdd();

    public static ulong Of(ReadOnlySpan<byte> name)
    {
        ulong hash = Mix(Seed ^ (ulong)name.Length);
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name));
        }

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        name.CopyTo(last);
        return Mix(Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(last)));
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Multiplier, out ulong low);
        return high ^ low ^ Seed;
    }

    private static ulong RandomOdd() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
}
