namespace GraphDriver.Savings.Memory;

/// <summary>What the page cache holds of an image that runs. All sizes are bytes, in whole pages.</summary>
public sealed record ImagePageCache
{
    /// <summary>The image, see <see cref="Workload.Image"/>.</summary>
    public required string Image { get; init; }

    /// <summary>What it is called; empty where it has no name.</summary>
    public required string Name { get; init; }

    /// <summary>How many of the containers are from it.</summary>
    public required int Containers { get; init; }

    /// <summary>How many layers it has.</summary>
    public required int Layers { get; init; }

    /// <summary>What is held of the files that its layers are made of, each inode counted once.</summary>
    public required long CachedBytes { get; init; }

    /// <summary>The part of <see cref="CachedBytes"/> that is of files which another image that runs has too.</summary>
    public required long SharedBytes { get; init; }
}
