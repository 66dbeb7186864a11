namespace GraphDriver.Changes;

/// <summary>Changes as they are found; in the end in the order of a walk, each directory before what it holds.</summary>
internal sealed class ChangeList
{
    /// <summary>What every container changes because it is one: the places of files that the runtime mounts. podman hides them too.</summary>
    private static readonly HashSet<string> OfTheRuntime =
    [
        "dev", "etc/hostname", "etc/hosts", "etc/mtab", "etc/resolv.conf", "proc", "run", "run/.containerenv", "run/notify",
        "run/podman-init", "run/secrets", "sys",
    ];

    private readonly List<LayerChange> _changes = [];

    public int Count => _changes.Count;

    /// <param name="kind">What became of it.</param>
    /// <param name="path">The path below the root, without a slash in front.</param>
    public void Add(ChangeKind kind, byte[] path)
    {
        if (!OfTheRuntime.Contains(System.Text.Encoding.Latin1.GetString(path)))
        {
            _changes.Add(new LayerChange(kind, [(byte)'/', .. path]));
        }
    }

    public IReadOnlyList<LayerChange> ToSorted()
    {
        _changes.Sort(static (a, b) => Compare(a.Path, b.Path));
        return _changes;
    }

    /// <summary>With a slash before all other bytes, the order of paths is that of a walk.</summary>
    private static int Compare(byte[] a, byte[] b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        return common == a.Length || common == b.Length ? a.Length.CompareTo(b.Length) : Rank(a[common]).CompareTo(Rank(b[common]));
    }

    private static int Rank(byte value) => value == (byte)'/' ? 0 : value + 1;
}
