namespace GraphDriver.Pull.Parts;

/// <summary>The ways in which a layer gets into the store.</summary>
internal enum LayerWay
{
    /// <summary>It is made from what the store has, with nothing fetched.</summary>
    Reuse,

    /// <summary>What the store does not have is fetched by ranges of the blob.</summary>
    Partial,

    /// <summary>The whole blob is fetched.</summary>
    Stream,
}
