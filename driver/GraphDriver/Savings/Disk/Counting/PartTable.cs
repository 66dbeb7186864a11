namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// The sizes by part of whoever has files: each layer, each image with its layers, each container with its layer, all images, all containers. A file counts once
/// for each.
/// </summary>
internal sealed class PartTable
{
    private readonly DiskSize[][] _sizes;
    private readonly List<int>[] _users;
    private readonly int[] _lastSet;

    public PartTable(StoreHolders holders, InodeCounter inodes, IReadOnlyDictionary<FileHolders, DiskSize> files)
    {
        (AllImages, AllContainers) = (holders.Count, holders.Count + 1);
        _sizes = [.. Enumerable.Range(0, holders.Count + 2).Select(_ => new DiskSize[PartSizes.Parts.Length])];
        _users = [.. Enumerable.Range(0, holders.Count).Select(holder => new List<int> { holder })];
        _lastSet = new int[_sizes.Length];
        AddUsers(holders);
        for (var holder = 0; holder < holders.Count; holder++)
        {
            Add(holder, inodes.Sums.Of(holder));
        }

        var number = 0;
        foreach (var (key, size) in files)
        {
            Add(inodes.Sets.MembersOf(key.Set), key.Part, size, ++number);
        }
    }

    /// <summary>The number under which all images are summed.</summary>
    public int AllImages { get; }

    /// <summary>The number under which all containers are summed.</summary>
    public int AllContainers { get; }

    /// <summary>The sizes of a holder, of <see cref="AllImages"/> or of <see cref="AllContainers"/>.</summary>
    public PartSizes Of(int user) => new(_sizes[user]);

    private void AddUsers(StoreHolders holders)
    {
        foreach (var image in holders.Images.Records)
        {
            var holder = holders.Of(image.Id)!.Value;
            _users[holder].Add(AllImages);
            foreach (var layer in holders.LayersOf(image))
            {
                _users[holders.Of(layer.Id)!.Value].AddRange([holder, AllImages]);
            }
        }

        foreach (var container in holders.Containers.Records)
        {
            var holder = holders.Of(container.Id)!.Value;
            _users[holder].Add(AllContainers);
            if (holders.Of(container.LayerId) is { } layer)
            {
                _users[layer].AddRange([holder, AllContainers]);
            }
        }

        foreach (var users in _users)
        {
            var distinct = users.Distinct().ToList();
            users.Clear();
            users.AddRange(distinct);
        }
    }

    private void Add(int holder, ReadOnlySpan<DiskSize> sizes)
    {
        for (var part = 0; part < sizes.Length; part++)
        {
            foreach (var user in _users[holder])
            {
                _sizes[user][part] += sizes[part];
            }
        }
    }

    private void Add(IEnumerable<int> set, DiskPart part, DiskSize size, int number)
    {
        foreach (var user in set.SelectMany(holder => _users[holder]))
        {
            if (_lastSet[user] != number)
            {
                _lastSet[user] = number;
                _sizes[user][(int)part] += size;
            }
        }
    }
}
