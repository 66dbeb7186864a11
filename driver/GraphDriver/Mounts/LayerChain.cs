namespace GraphDriver.Mounts;

/// <summary>A layer and what it stands on.</summary>
/// <param name="Top">The layer that is mounted.</param>
/// <param name="Lowers">The layers below it, the nearest first.</param>
public sealed record LayerChain(OverlayLayer Top, IReadOnlyList<OverlayLayer> Lowers)
{
    /// <summary>All layers, the topmost first.</summary>
    public IEnumerable<OverlayLayer> All => Lowers.Prepend(Top);
}
