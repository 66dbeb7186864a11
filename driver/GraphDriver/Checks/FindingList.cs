using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Collects findings from several threads.</summary>
internal sealed class FindingList
{
    private readonly Lock _gate = new();
    private readonly List<Finding> _findings = [];

    public void Add(Finding finding)
    {
        lock (_gate)
        {
            _findings.Add(finding);
        }
    }

    public void Add(FindingKind kind, string where, string what) => Add(new Finding { Kind = kind, Where = where, What = what });

    public void Add(FindingKind kind, LayerId layer, string where, string what) =>
        Add(new Finding { Kind = kind, Where = where, What = what, Layers = [layer] });

    public void Add(FindingKind kind, ImageId image, string where, string what, string? dataKey = null) =>
        Add(new Finding { Kind = kind, Where = where, What = what, Image = image, DataKey = dataKey });

    public void AddRange(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }

    /// <summary>Whether something of these kinds was found in a layer.</summary>
    public bool Hurts(LayerId layer, params ReadOnlySpan<FindingKind> kinds)
    {
        lock (_gate)
        {
            foreach (var finding in _findings)
            {
                if (kinds.Contains(finding.Kind) && finding.Layers.Contains(layer))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether something of these kinds was found anywhere.</summary>
    public bool Has(params ReadOnlySpan<FindingKind> kinds)
    {
        lock (_gate)
        {
            foreach (var finding in _findings)
            {
                if (kinds.Contains(finding.Kind))
                {
                    return true;
                }
            }

            return false;
        }
    }

    public IReadOnlyList<Finding> ToList()
    {
        lock (_gate)
        {
            return [.. _findings];
        }
    }
}
