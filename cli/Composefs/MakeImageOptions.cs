using GraphDriver.Composefs.Erofs;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Composefs;

/// <summary>What <c>mkcomposefs</c> is asked to do.</summary>
internal sealed class MakeImageOptions
{
    /// <summary>Stands for standard input or output.</summary>
    public const string Standard = "-";

    /// <summary>A directory, or a dump with <see cref="FromFile"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The image; null where only its digest is wanted.</summary>
    public string? Image { get; init; }

    public bool FromFile { get; init; }

    /// <summary>What of a directory goes into the image.</summary>
    public DirectoryTreeOptions Directory { get; init; } = new();

    public bool PrintDigest { get; init; }

    /// <summary>Whether the image is sealed by fs-verity before it gets its name.</summary>
    public bool Seal { get; init; }

    public ImageOptions Versions { get; init; } = new();
}
