using GraphDriver.Composefs.Verity;

namespace GraphDriver.ComposefsImages;

/// <summary>An image is not sealed, or with another digest than it has to be.</summary>
public sealed class VerityMismatchException(VerityDigest expected, VerityDigest? actual)
    : IOException(actual is null ? "Image has no fs-verity" : $"Image has wrong fs-verity: {actual} instead of {expected}")
{
    public VerityDigest Expected { get; } = expected;

    /// <summary>The digest that the image is sealed with; null where it is not sealed.</summary>
    public VerityDigest? Actual { get; } = actual;
}
