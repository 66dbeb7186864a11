using GraphDriver.Containers;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using GraphDriver.Mounts;

namespace GraphDriver.Savings.Memory;

/// <summary>
/// The processes of the machine at one moment, and which of them are a container's. What is asked of a process is read once; one that ends
/// meanwhile is in no group and nobody's child.
/// </summary>
internal sealed class ProcessTable
{
    private readonly IReadOnlyList<int> _processes;
    private readonly Dictionary<int, IReadOnlyList<ControlGroup>> _groups = [];
    private readonly Lazy<ILookup<int, int>> _children;
    private readonly Lazy<Dictionary<int, DeviceNumber>> _roots;

    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public ProcessTable()
    {
        using var proc = OpenAt.Open("/proc", OpenFlags.Directory);
        _processes = [.. MountUsers.Processes(proc)];
        _children = new(() => _processes.ToLookup(process => ProcessIdentity.ParentOf(process) ?? 0));
        _roots = new(ReadRoots);
    }

    /// <summary>
    /// A container's group: that of its first process, or one above it, which has the container's id in its name as all runtimes and engines
    /// have it. Null where the process is in none.
    /// </summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public ControlGroup? GroupOf(int first, string id)
    {
        foreach (var group in GroupsOf(first))
        {
            if (group.NamedWith(id) is { } own)
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>
    /// All processes of a container: those in its control group and the groups below. Where it has no group of its own, the first process's
    /// descendants and those that have the same root, where that is not this process's own.
    /// </summary>
    /// <param name="first">A process of the container's, the one that it began with.</param>
    /// <param name="id">The container's id.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public IReadOnlyList<int> ProcessesOf(int first, string id) =>
        GroupOf(first, id) is { } own
            ? [.. _processes.Where(process => GroupsOf(process).Any(group => group.IsWithin(own)))]
            : [.. Descendants(first).Union(WithSameRoot(first)).Order()];

    private IReadOnlyList<ControlGroup> GroupsOf(int process)
    {
        if (!_groups.TryGetValue(process, out var groups))
        {
            _groups[process] = groups = ControlGroup.Of(process);
        }

        return groups;
    }

    private HashSet<int> Descendants(int first)
    {
        var found = new HashSet<int> { first };
        var pending = new Queue<int>(found);
        while (pending.TryDequeue(out var process))
        {
            foreach (var child in _children.Value[process].Where(found.Add))
            {
                pending.Enqueue(child);
            }
        }

        return found;
    }

    private IEnumerable<int> WithSameRoot(int first) =>
        _roots.Value.TryGetValue(first, out var root) && root != Statx.Query(WorkingDirectory.Handle, "/").Dev
            ? _roots.Value.Where(process => process.Value == root).Select(process => process.Key)
            : [];

    private Dictionary<int, DeviceNumber> ReadRoots()
    {
        using var proc = OpenAt.Open("/proc", OpenFlags.Directory);
        var roots = new Dictionary<int, DeviceNumber>();
        foreach (var process in _processes)
        {
            if (MountUsers.RootDevice(proc, process) is { } device)
            {
                roots[process] = device;
            }
        }

        return roots;
    }
}
