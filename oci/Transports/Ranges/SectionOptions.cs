namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>How sections of a blob are fetched.</summary>
public sealed record SectionOptions
{
    /// <summary>Requests side by side. Default 8.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>Two sections with at most so many bytes between them are fetched as one; the bytes between are thrown away. Default 32 KiB.</summary>
    public long MaxGap { get; init; } = 32 << 10;

    /// <summary>The most bytes that sections are merged to, so that they can be fetched side by side. Default 4 MiB; a longer section is one request.</summary>
    public long MaxRequestLength { get; init; } = 4 << 20;
}
