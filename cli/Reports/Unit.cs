namespace GraphDriver.Cli.Reports;

/// <summary>What the numbers of a report count.</summary>
internal enum Unit
{
    Bytes,

    /// <summary>Things: images, files, requests.</summary>
    Count,

    Microseconds,

    /// <summary>Hundredths of a percent, so that 8,512 is 85.12 %.</summary>
    BasisPoints,
}
