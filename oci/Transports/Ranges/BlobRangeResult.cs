namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>What a source makes of a request for a part of a blob.</summary>
public enum BlobRangeResult
{
    /// <summary>206: the part that was asked for, or its beginning.</summary>
    Partial,

    /// <summary>200: the range is ignored, the whole blob comes.</summary>
    Whole,

    /// <summary>416: the blob has no such bytes.</summary>
    NotSatisfiable,

    /// <summary>501, or 400: this server does no ranges.</summary>
    NotSupported,
}
