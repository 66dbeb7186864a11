using System.Runtime.InteropServices;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// Goes over the disk from its beginning to its end and sums what shared blocks mean: how much is counted again, and how much of what a group of files
/// has stays taken when the group goes.
/// </summary>
internal sealed class ExtentSweep
{
    private readonly Dictionary<int, int> _active = [];
    private readonly Dictionary<int, long> _kept = [];
    private int _users;

    private ExtentSweep()
    {
    }

    /// <summary>The bytes of all extents.</summary>
    public long Bytes { get; private set; }

    /// <summary>The bytes that are counted more than once.</summary>
    public long CountedAgain { get; private set; }

    /// <summary>Sums some extents.</summary>
    /// <param name="extents">The extents.</param>
    /// <param name="groupOf">The group that an extent's file goes with; negative where it goes with none.</param>
    public static ExtentSweep Over(IReadOnlyList<SharedExtent> extents, Func<SharedExtent, int> groupOf)
    {
        var edges = new (ulong Place, int Change, int Group)[extents.Count * 2];
        for (var i = 0; i < extents.Count; i++)
        {
            var group = groupOf(extents[i]);
            edges[2 * i] = (extents[i].Start, 1, group);
            edges[(2 * i) + 1] = (extents[i].Start + extents[i].Length, -1, group);
        }

        Array.Sort(edges, static (left, right) => left.Place.CompareTo(right.Place));
        var sweep = new ExtentSweep();
        for (var i = 0; i < edges.Length; i++)
        {
            if (i > 0)
            {
                sweep.Pass((long)(edges[i].Place - edges[i - 1].Place));
            }

            sweep._users += edges[i].Change;
            CollectionsMarshal.GetValueRefOrAddDefault(sweep._active, edges[i].Group, out _) += edges[i].Change;
        }

        return sweep;
    }

    /// <summary>What of a group's bytes stays taken when it goes, or was counted more than once.</summary>
    public long KeptOf(int group) => _kept.GetValueOrDefault(group);

    private void Pass(long length)
    {
        if (length == 0 || _users == 0)
        {
            return;
        }

        Bytes += length * _users;
        CountedAgain += length * (_users - 1);
        foreach (var (group, users) in _active)
        {
            if (group >= 0 && users > 0)
            {
                // A single user of blocks that are shared shares them with something outside.
                var goes = users == _users && users > 1;
                CollectionsMarshal.GetValueRefOrAddDefault(_kept, group, out _) += length * (goes ? users - 1 : users);
            }
        }
    }
}
