namespace GraphDriver.Oci.Tests.Layers;

/// <summary>Small .xz files made by xz-utils.</summary>
internal static class XzVectors
{
    /// <summary>"hello layer".</summary>
    public const string Hello = "fd377a585a000004e6d6b4460200210116000000742fe5a301000a68656c6c6f206c617965720000da9fee0de8c0fe730001230bc21bfd091fb6f37d010000000004595a";
}
