using System.Buffers.Binary;
using System.Security.Cryptography;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// The names of entries seen so far, eight bytes each. Two names may be taken for one, once in 10⁸ sets of half a million; whoever
/// uses this must be right then too. The hash is seeded, so that no layer can be made to bring that about.
/// </summary>
internal sealed class NameSet
{
    private static readonly ulong Seed = RandomOdd();
    private static readonly ulong Multiplier = RandomOdd();

    private readonly HashSet<ulong> _hashes = [];
    private readonly ByteField _clean = new();

    /// <summary>False where <paramref name="name"/> was there.</summary>
    public bool Add(ReadOnlySpan<byte> name)
    {
        CleanName.Write(name, _clean);
        return _hashes.Add(Hash(_clean.Span));
    }

    private static ulong Hash(ReadOnlySpan<byte> name)
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
