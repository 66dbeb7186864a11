using GraphDriver.Layers;

namespace GraphDriver.Pull.Parts;

/// <summary>What a layer's tar stream gave, its digest proven.</summary>
/// <param name="Layer">Its files.</param>
/// <param name="TarSize">The stream's length in bytes.</param>
internal readonly record struct ReplayedTar(LayerTreeBuilder Layer, long TarSize);
