namespace GraphDriver.Images;

/// <summary>The form of a new image's documents.</summary>
public enum ImageFormat
{
    /// <summary>OCI's.</summary>
    Oci,

    /// <summary>Docker's, schema 2.</summary>
    Docker,
}
