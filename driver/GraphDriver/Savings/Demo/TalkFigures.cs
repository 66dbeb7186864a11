namespace GraphDriver.Savings.Demo;

/// <summary>
/// What the talk on composefs in containers/storage told of the same experiment: twenty images that differ in one file, a <c>sleep</c> in each.
/// The numbers are as they were shown, in decimal bytes.
/// </summary>
public static class TalkFigures
{
    /// <summary>How many images it had.</summary>
    public const int Images = 20;

    /// <summary>Their disk with plain overlay.</summary>
    public const long PlainDisk = 3_600_000_000;

    /// <summary>Their disk with composefs.</summary>
    public const long ComposefsDisk = 224_000_000;

    /// <summary>The memory of its own that each process had with plain overlay.</summary>
    public const long PlainMemory = 1_500_000;

    /// <summary>The memory of its own that each process had with composefs.</summary>
    public const long ComposefsMemory = 170_000;
}
