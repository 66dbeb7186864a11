using System.Collections;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>Which holders have files in common: a bit for each pair of them.</summary>
internal sealed class Sharing
{
    private readonly BitArray?[] _with;
    private readonly int _count;

    public Sharing(int count, HolderSets sets, IEnumerable<int> shared)
    {
        (_with, _count) = (new BitArray?[count], count);
        foreach (var set in shared.Distinct())
        {
            var members = new BitArray(count);
            foreach (var holder in sets.MembersOf(set))
            {
                members[holder] = true;
            }

            foreach (var holder in sets.MembersOf(set))
            {
                (_with[holder] ??= new BitArray(count)).Or(members);
            }
        }
    }

    /// <summary>All holders that have files in common with one of these, and these themselves.</summary>
    public BitArray With(IEnumerable<int> holders)
    {
        var all = new BitArray(_count);
        foreach (var holder in holders)
        {
            all[holder] = true;
            if (_with[holder] is { } others)
            {
                all.Or(others);
            }
        }

        return all;
    }
}
