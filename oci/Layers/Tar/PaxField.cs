namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Where the value of a record stands in its header's payload; length 0 where there is none.</summary>
internal readonly record struct PaxField(int Start, int Length)
{
    public bool IsEmpty => Length == 0;
}
