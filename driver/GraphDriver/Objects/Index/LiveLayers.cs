using System.Runtime.Intrinsics;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>Tells records of layers that are gone from those of use; each layer is looked for once.</summary>
/// <param name="places">The roots of the stores that a layer may be in.</param>
internal sealed class LiveLayers(IReadOnlyList<SafeFileHandle> places)
{
    private readonly Dictionary<Vector256<byte>, bool> _known = [];

    /// <summary>What a merge has to ask of its records.</summary>
    public TableMerge.Predicate FilterFor(IReadOnlyList<DigestRun> runs) => IsLive;

    private bool IsLive(ReadOnlySpan<byte> record)
    {
        var layer = LayerLocation.Parse(record[RunFormat.DigestLength..]).Layer;
        if (!_known.TryGetValue(layer, out var isLive))
        {
            isLive = Exists(layer);
            _known.Add(layer, isLive);
        }

        return isLive;
    }

    private bool Exists(Vector256<byte> layer)
    {
        Span<byte> id = stackalloc byte[RunFormat.DigestLength];
        layer.CopyTo(id);
        var name = Convert.ToHexStringLower(id);
        return places.Any(place => Statx.TryQuery(place, $"{StoreLayout.Overlay}/{name}", StatFlags.NoFollow, out _) == Errno.None);
    }
}
