namespace GraphDriver.Testing.Registry;

/// <summary>What a registry may make of a request for a range of a blob.</summary>
public enum TestRanges
{
    /// <summary>206 with the range, as it should be.</summary>
    Kept,

    /// <summary>200 with the whole blob.</summary>
    Whole,

    /// <summary>206 with the range as the only part of several.</summary>
    Multipart,

    /// <summary>206 with the range in two parts.</summary>
    TwoParts,

    /// <summary>206 with the first half of the range.</summary>
    Half,

    /// <summary>206 with ten bytes at a time.</summary>
    TenBytes,

    /// <summary>206 with the range, but its length says one byte more than comes.</summary>
    ShortBody,

    /// <summary>206 with a Content-Range one byte off.</summary>
    WrongStart,

    /// <summary>206 with a Content-Range of a larger blob.</summary>
    WrongSize,

    /// <summary>206 without a Content-Range.</summary>
    NoContentRange,

    /// <summary>206 of several parts, none of which begins.</summary>
    EmptyMultipart,

    /// <summary>400.</summary>
    BadRequest,

    /// <summary>416.</summary>
    NotSatisfiable,

    /// <summary>501.</summary>
    NotImplemented,
}
