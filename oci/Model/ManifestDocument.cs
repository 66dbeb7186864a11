namespace GraphDriver.Oci.Model;

/// <summary>What a reference leads to: a <see cref="Manifest"/> of one image or an <see cref="ImageIndex"/> of several.</summary>
public abstract record ManifestDocument
{
    private protected ManifestDocument()
    {
    }

    /// <summary>The document's media type, as served or, where that says nothing, as its content tells.</summary>
    public required string MediaType { get; init; }

    /// <summary>Annotations by key; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
