using GraphDriver.Composefs.Tree;

namespace GraphDriver.Layers;

/// <summary>The distinct user and group ids of a layer's files: <c>uidset</c> and <c>gidset</c> of its record.</summary>
internal sealed class OwnerSet
{
    private readonly SortedSet<uint> _uids = [];
    private readonly SortedSet<uint> _gids = [];

    /// <summary>The user ids, ascending.</summary>
    public IReadOnlyCollection<uint> Uids => _uids;

    /// <summary>The group ids, ascending.</summary>
    public IReadOnlyCollection<uint> Gids => _gids;

    public void Add(Node node)
    {
        _uids.Add(node.Uid);
        _gids.Add(node.Gid);
    }
}
