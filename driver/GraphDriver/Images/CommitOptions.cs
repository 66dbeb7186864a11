using GraphDriver.Push;

namespace GraphDriver.Images;

/// <summary>What an image made from a container is to be.</summary>
public sealed record CommitOptions
{
    /// <summary>Names to find it by; none by default.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Who made it; null for nobody.</summary>
    public string? Author { get; init; }

    /// <summary>The comment in its history; null for one that names the container's image.</summary>
    public string? Message { get; init; }

    /// <summary>Changes to the container's configuration, see <see cref="ConfigChange"/>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    public ManifestFormat Format { get; init; }

    /// <summary>Pauses a running container while its files are read.</summary>
    public bool Pause { get; init; }

    /// <summary>One layer with all that the container shows, in place of one more over those of its image.</summary>
    public bool Squash { get; init; }
}
