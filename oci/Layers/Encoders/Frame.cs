namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>A part of a tar stream that is compressed by itself.</summary>
internal sealed class Frame
{
    /// <summary>Where its bytes begin in its batch.</summary>
    public required int Start { get; init; }

    /// <summary>How many bytes it has there; 0 for a hole.</summary>
    public required int Length { get; init; }

    /// <summary>The length of a hole, whose zeros are not in the batch; else 0.</summary>
    public long Zeros { get; init; }

    /// <summary>Whose content it is a chunk of; null where it holds headers.</summary>
    public ChunkedFile? File { get; init; }

    /// <summary>It begins its file.</summary>
    public bool IsFirst { get; init; }

    /// <summary>It ends its file.</summary>
    public bool IsLast { get; init; }

    /// <summary>The SHA-256 of a chunk.</summary>
    public byte[] Hash { get; } = new byte[32];

    /// <summary>How many bytes it came to.</summary>
    public int CompressedLength { get; set; }
}
