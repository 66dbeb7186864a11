namespace GraphDriver.Oci.Model;

/// <summary>
/// The digest of a layer's uncompressed tar stream
/// (https://github.com/opencontainers/image-spec/blob/main/config.md#layer-diffid). A type of its own, so that it is
/// never taken for the digest of the compressed blob.
/// </summary>
public readonly record struct DiffId(Digest Digest)
{
    public override string ToString() => Digest.ToString();
}
