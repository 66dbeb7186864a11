using System.Text;

namespace GraphDriver.Linux.Mounts;

/// <summary>
/// An overlay mount as data (https://docs.kernel.org/filesystems/overlayfs.html): what is decided elsewhere and carried
/// out by <see cref="Mounter"/>.
/// </summary>
public sealed record MountPlan
{
    /// <summary>The most layers that the kernel stacks, data-only ones included.</summary>
    public const int MaxLowers = 500;

    /// <summary>The directory that it is mounted on, absolute.</summary>
    public required string Target { get; init; }

    /// <summary>The read-only layers, the topmost first; at least one.</summary>
    public required IReadOnlyList<LowerLayer> Lowers { get; init; }

    /// <summary>Directories that hold only content, reached by redirects of the layers above; absolute.</summary>
    public IReadOnlyList<string> DataLowers { get; init; } = [];

    /// <summary>The writable layer; null for a read-only mount.</summary>
    public UpperLayer? Upper { get; init; }

    /// <summary>Options of overlayfs itself, for example <c>metacopy=on</c>.</summary>
    public IReadOnlyList<MountOption> Options { get; init; } = [];

    /// <summary>Attributes of the mount.</summary>
    public MountAttributes Attributes { get; init; }

    /// <summary>What <c>/proc/mounts</c> names as the source.</summary>
    public string Source { get; init; } = "overlay";

    /// <summary>Checks what the kernel would refuse with less clear words.</summary>
    /// <exception cref="InvalidOperationException">The plan cannot be mounted.</exception>
    public void Validate()
    {
        if (Lowers.Count == 0)
        {
            throw new InvalidOperationException($"the mount on '{Target}' has no layers");
        }

        var count = Lowers.Count + DataLowers.Count;
        if (count > MaxLowers)
        {
            throw new InvalidOperationException(
                $"the mount on '{Target}' has {count} layers ({DataLowers.Count} of them data-only); the kernel takes {MaxLowers}");
        }

        if (Upper is null && count < 2)
        {
            throw new InvalidOperationException($"the mount on '{Target}' needs two layers where it has no upper");
        }
    }

    /// <summary>The options as mount(8) would take them.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("lowerdir=").AppendJoin(':', Lowers);
        foreach (var data in DataLowers)
        {
            text.Append("::").Append(data);
        }

        if (Upper is not null)
        {
            text.Append(",upperdir=").Append(Upper.Path).Append(",workdir=").Append(Upper.WorkPath);
        }

        foreach (var option in Options)
        {
            text.Append(',').Append(option);
        }

        return text.Append(" on ").Append(Target).ToString();
    }
}
