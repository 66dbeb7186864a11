namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>What a host makes of requests for parts of blobs.</summary>
public enum RangeSupport
{
    /// <summary>It was not asked yet.</summary>
    Unknown,

    /// <summary>It gives them.</summary>
    Partial,

    /// <summary>It sends the whole blob instead.</summary>
    Whole,

    /// <summary>It refuses them.</summary>
    None,
}
