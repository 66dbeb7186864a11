using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports;

/// <summary>A manifest or index as it came, byte for byte, with the media type that it has or was served with.</summary>
public sealed record RawManifest(byte[] Bytes, string MediaType)
{
    /// <summary>The digest of the bytes.</summary>
    public Digest Digest { get; } = Digest.Sha256Of(Bytes);
}
