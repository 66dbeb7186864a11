using GraphDriver.Oci.Layers;

namespace GraphDriver.Push;

/// <summary>How images are written to a destination.</summary>
public sealed class PushSettings
{
    /// <summary>The kind of manifest; null (default) takes the image's own where layers and destination allow it.</summary>
    public ManifestFormat? Format { get; init; }

    /// <summary>The form of layers; null (default) is zstd:chunked, or the best that the kind of manifest and the destination take.</summary>
    public LayerFormat? Compression { get; init; }

    /// <summary>How hard to compress; null (default) is the compression's own default. With a level, layers of unknown level are compressed anew.</summary>
    public int? Level { get; init; }

    /// <summary>How many layers are sent side by side; 3 by default.</summary>
    public int ParallelLayers { get; init; } = 3;

    /// <summary>Hears what is told at debug level; nobody by default.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Hears what the user should know; nobody by default.</summary>
    public Action<string>? Warn { get; init; }
}
