using GraphDriver.Linux.Mounts;

namespace GraphDriver.Mounts;

/// <summary>
/// Decides how a chain of layers is mounted; it asks nothing of the kernel. The lowers are the layers, the topmost first;
/// composefs layers add their objects as data-only lowers after them.
/// </summary>
public sealed class OverlayPlanner
{
    /// <summary>The label is an option of SELinux, which a kernel without it refuses.</summary>
    private readonly bool _labels;

    private readonly IObjectCoverage _pool;

    /// <param name="pool">Tells which layers' objects the content pool holds.</param>
    /// <param name="labels">Whether the kernel knows SELinux labels.</param>
    public OverlayPlanner(IObjectCoverage pool, bool labels)
    {
        _pool = pool;
        _labels = labels;
    }

    /// <summary>The plan to mount a chain on its top layer's <c>merged</c>.</summary>
    /// <exception cref="InvalidDataException">The layers cannot be mounted so; the layer or option is named.</exception>
    public MountPlan Plan(LayerChain chain, MountRequest request)
    {
        var options = MountOptionText.Parse(request.Options);
        var readOnly = request.ReadOnly || options.ReadOnly;
        if (!readOnly && chain.Top.IsComposefs)
        {
            throw new InvalidDataException($"the composefs layer {chain.Top.Id} can only be mounted read-only");
        }

        var layers = (readOnly ? chain.All : chain.Lowers).ToList();
        var lowers = Lowers(chain, layers, readOnly);
        var composefs = layers.Where(layer => layer.IsComposefs).ToList();
        AddOptions(options, request, readOnly, composefs.Count > 0);
        return new MountPlan
        {
            Target = Path.Combine(chain.Top.Directory, "merged"),
            Lowers = lowers,
            DataLowers = DataLowers(chain, lowers.Count, composefs),
            Upper = readOnly ? null : new UpperLayer(chain.Top.Diff, Path.Combine(chain.Top.Directory, "work")),
            Options = options.Options,
            Attributes = options.Attributes | (readOnly ? MountAttributes.ReadOnly : MountAttributes.None),
        };
    }

    private static List<LowerLayer> Lowers(LayerChain chain, IEnumerable<OverlayLayer> layers, bool readOnly)
    {
        var lowers = new List<LowerLayer>();
        if (!readOnly)
        {
            lowers.AddRange(chain.Top.Diffs.Skip(1).Select(diff => new DirectoryLower(diff)));
        }

        foreach (var layer in layers)
        {
            lowers.AddRange(
                layer.ImagePath is { } image
                    ? [new ErofsLower(image, layer.MayHaveAcls)]
                    : layer.Diffs.Select(diff => new DirectoryLower(diff)));
        }

        // An overlay takes no single directory; base layers have an empty one for this.
        if (lowers is [] || (readOnly && lowers is [DirectoryLower]))
        {
            lowers.Add(new DirectoryLower(Path.Combine(chain.Top.Directory, "empty")));
        }

        return lowers;
    }

    private void AddOptions(MountOptionText options, MountRequest request, bool readOnly, bool composefs)
    {
        if (composefs)
        {
            options.Set("metacopy", "on");
            options.Set("redirect_dir", "on");
        }

        if (request.Volatile && !readOnly)
        {
            options.Set("volatile");
        }

        if (request.RequireVerity)
        {
            options.Set("verity", "require");
        }

        if (request.Label.Length > 0 && _labels)
        {
            options.Set("context", request.Label);
        }
    }

    /// <summary>Each layer's own objects, or, where that is too many, the pool in place of those that it holds whole.</summary>
    private List<string> DataLowers(LayerChain chain, int lowers, List<OverlayLayer> composefs)
    {
        if (lowers + composefs.Count <= MountPlan.MaxLowers)
        {
            return composefs.ConvertAll(layer => layer.Diff);
        }

        var outside = composefs.Where(layer => !_pool.HoldsAll(layer)).Select(layer => layer.Diff).ToList();
        if (lowers + outside.Count + 1 <= MountPlan.MaxLowers)
        {
            return [.. outside, _pool.Directory];
        }

        throw new InvalidDataException(
            $"the layer {chain.Top.Id} stands on {lowers} layers, {outside.Count} of them with content that is not in the pool: "
            + $"the kernel stacks {MountPlan.MaxLowers} in all");
    }
}
