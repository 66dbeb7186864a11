using System.Collections.Immutable;

namespace GraphDriver.Savings.Disk;

/// <summary>Sizes by what files are; never changes.</summary>
public sealed class PartSizes
{
    private readonly ImmutableArray<DiskSize> _sizes;

    internal PartSizes(IEnumerable<DiskSize> sizes)
    {
        _sizes = [.. sizes];
        Total = _sizes.Aggregate(default(DiskSize), DiskSize.Add);
    }

    /// <summary>All parts, in the order in which listings show them.</summary>
    public static ImmutableArray<DiskPart> Parts { get; } = [.. Enum.GetValues<DiskPart>()];

    /// <summary>The sum of all parts.</summary>
    public DiskSize Total { get; }

    /// <summary>The size of one part.</summary>
    public DiskSize this[DiskPart part] => _sizes[(int)part];
}
