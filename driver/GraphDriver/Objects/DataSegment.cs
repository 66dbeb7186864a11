namespace GraphDriver.Objects;

/// <summary>A run of stored bytes in a sparse file: where it begins and how long it is, in bytes; the rest are holes.</summary>
internal readonly record struct DataSegment(long Offset, long Length);
