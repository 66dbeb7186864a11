namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>Which pulls a mirror serves (<c>pull-from-mirror</c>).</summary>
internal enum MirrorUse
{
    All,
    DigestOnly,
    TagOnly,
}
