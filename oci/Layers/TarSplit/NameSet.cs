using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// The names of entries seen so far, eight bytes each. Two names may be taken for one, once in 10⁸ sets of half a million; whoever
/// uses this must be right then too. The hash is seeded, so that no layer can be made to bring that about.
/// </summary>
internal sealed class NameSet
{
    private readonly HashSet<ulong> _hashes = [];
    private readonly ByteField _clean = new();

    /// <summary>False where <paramref name="name"/> was there.</summary>
    public bool Add(ReadOnlySpan<byte> name)
    {
        CleanName.Write(name, _clean);
        return _hashes.Add(SeededHash.Of(_clean.Span));
    }
}
