namespace GraphDriver.Savings.Disk;

/// <summary>What is known of blocks that several files share (reflinks); all zero where the file system has none.</summary>
/// <param name="IsSupported">Whether the file system was asked: it has shared blocks.</param>
/// <param name="Bytes">The bytes in shared extents, as <c>du</c> counts them: in every file.</param>
/// <param name="CountedAgain">Those of them that <c>du</c> counts more than once.</param>
public readonly record struct SharedBlocks(bool IsSupported, long Bytes, long CountedAgain);
