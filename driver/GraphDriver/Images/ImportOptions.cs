using GraphDriver.Oci.Model;

namespace GraphDriver.Images;

/// <summary>What an image made from a tar is to be.</summary>
public sealed record ImportOptions
{
    /// <summary>Names to find it by; none by default.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Changes to its empty configuration, see <see cref="ConfigChange"/>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The comment in its history.</summary>
    public string Message { get; init; } = "imported from tarball";

    /// <summary>What it runs on; this machine by default.</summary>
    public Platform Platform { get; init; } = Platform.Current;
}
