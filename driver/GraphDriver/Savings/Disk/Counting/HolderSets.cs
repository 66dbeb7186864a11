using System.Runtime.InteropServices;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// Sets of holders as numbers. Each set is one that was there before and one more holder, so the sets of a thousand layers that have the same files are
/// a thousand nodes, however many files: 8 bytes a node, and some 25 for finding it. 0 is the empty set.
/// </summary>
internal sealed class HolderSets
{
    /// <summary>What <see cref="Fold"/> gives for the empty set.</summary>
    public const int Nothing = -1;

    /// <summary>What <see cref="Fold"/> gives where the members differ.</summary>
    public const int Mixed = -2;

    private readonly List<(int Smaller, int Last)> _nodes = [(0, Nothing)];
    private readonly Dictionary<(int Set, int Holder), int> _larger = [];
    private (int Set, int Holder) _asked = (Nothing, Nothing);
    private int _answer;

    /// <summary>How many sets there are; their numbers are below it, and that of a set is above those of its parts.</summary>
    public int Count => _nodes.Count;

    /// <summary>The set with one more holder.</summary>
    public int With(int set, int holder)
    {
        if (_nodes[set].Last == holder)
        {
            return set;
        }

        // Files of one directory often have the same holders.
        if (_asked == (set, holder))
        {
            return _answer;
        }

        _asked = (set, holder);
        ref var larger = ref CollectionsMarshal.GetValueRefOrAddDefault(_larger, _asked, out var isKnown);
        if (!isKnown)
        {
            larger = _nodes.Count;
            _nodes.Add((set, holder));
        }

        return _answer = larger;
    }

    /// <summary>The members of a set; one may be there twice.</summary>
    public IEnumerable<int> MembersOf(int set)
    {
        for (; set != 0; set = _nodes[set].Smaller)
        {
            yield return _nodes[set].Last;
        }
    }

    /// <summary>For each set the value that all its members have, or <see cref="Mixed"/>.</summary>
    /// <param name="values">The value of each holder, not negative, or <see cref="Mixed"/> for one that is like no other.</param>
    public int[] Fold(ReadOnlySpan<int> values)
    {
        var folded = new int[_nodes.Count];
        folded[0] = Nothing;
        for (var set = 1; set < folded.Length; set++)
        {
            var (smaller, last) = _nodes[set];
            folded[set] = folded[smaller] == Nothing || folded[smaller] == values[last] ? values[last] : Mixed;
        }

        return folded;
    }
}
