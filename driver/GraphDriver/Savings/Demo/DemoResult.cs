namespace GraphDriver.Savings.Demo;

/// <summary>What the demo measured.</summary>
public sealed record DemoResult
{
    /// <summary>The folder that it worked in, which is gone unless it was to be kept.</summary>
    public required string Folder { get; init; }

    /// <summary>The file system of that folder, such as <c>ext4</c>.</summary>
    public required string FileSystem { get; init; }

    /// <summary>Regular files in an image.</summary>
    public required int Files { get; init; }

    /// <summary>The bytes of an image's files.</summary>
    public required long ImageBytes { get; init; }

    /// <summary>The bytes of the file in which the images differ.</summary>
    public required long DifferingBytes { get; init; }

    /// <summary>The program that ran in each image, as it is called there.</summary>
    public required string Program { get; init; }

    /// <summary>The pulls, in their order.</summary>
    public required IReadOnlyList<PulledImage> Pulls { get; init; }

    /// <summary>What composefs takes.</summary>
    public required DemoSide Composefs { get; init; }

    /// <summary>What plain overlay takes; null where it was left out.</summary>
    public DemoSide? Plain { get; init; }

    /// <summary>How long each part took.</summary>
    public required IReadOnlyList<PhaseTime> Phases { get; init; }

    /// <summary>How long all took.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>How many images there are.</summary>
    public int Images => Pulls.Count;

    /// <summary>The largest part of the first image that one after it took.</summary>
    public double LargestFurtherPart => Pulls.Count > 1 ? (double)Pulls.Skip(1).Max(pull => pull.OnDisk) / Composefs.FirstImage : 0;
}
