using GraphDriver.Store;

namespace GraphDriver.Mounts;

/// <summary>A layer's folder as mounting needs it.</summary>
/// <param name="Id">The layer.</param>
/// <param name="Directory">Its folder, absolute.</param>
/// <param name="ImagePath">Its <c>composefs.blob</c>; null where its files lie in <paramref name="Diffs"/> as they are.</param>
/// <param name="Diffs">Its <c>diff</c>, which holds the objects of a composefs layer, and <c>diff1</c>… where those are.</param>
public sealed record OverlayLayer(LayerId Id, string Directory, string? ImagePath, IReadOnlyList<string> Diffs)
{
    /// <summary>False where the metadata image says that no file has a POSIX ACL.</summary>
    public bool MayHaveAcls { get; init; } = true;

    /// <summary>Whether the layer is a metadata image over content objects.</summary>
    public bool IsComposefs => ImagePath is not null;

    /// <summary>The folder that holds its files or objects.</summary>
    public string Diff => Diffs[0];
}
