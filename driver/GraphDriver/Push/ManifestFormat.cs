namespace GraphDriver.Push;

/// <summary>Whose kind of manifest an image gets.</summary>
public enum ManifestFormat
{
    /// <summary>OCI's.</summary>
    Oci,

    /// <summary>Docker's schema 2, which knows layers that are plain or gzip.</summary>
    Docker,
}
