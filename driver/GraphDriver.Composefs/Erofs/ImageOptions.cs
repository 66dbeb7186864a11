namespace GraphDriver.Composefs.Erofs;

/// <summary>Options of <see cref="ImageWriter"/>.</summary>
public sealed class ImageOptions
{
    /// <summary>The newest version of the composefs format.</summary>
    public const int NewestVersion = 1;

    /// <summary>The version that an image has unless it needs a newer one: 0 by default.</summary>
    public int MinVersion { get; init; }

    /// <summary>
    /// The newest version that an image may have: 1 by default, which is used where there are whiteouts. One below
    /// <see cref="MinVersion"/> counts as that.
    /// </summary>
    public int MaxVersion { get; init; } = NewestVersion;
}
