using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports;

/// <summary>Checks on a manifest's bytes before they are handed out.</summary>
internal static class ManifestBytes
{
    /// <summary>The manifest with its kind, once its bytes have the digest and size that lead to it.</summary>
    /// <param name="bytes">The bytes as they came.</param>
    /// <param name="digest">What they have to hash to.</param>
    /// <param name="size">How many they have to be, where that is known.</param>
    /// <param name="mediaType">The type that leads to them, or empty.</param>
    /// <param name="source">How errors name where they come from.</param>
    /// <exception cref="InvalidDataException">They are others, or no manifest.</exception>
    public static RawManifest Prove(byte[] bytes, Digest digest, long? size, string mediaType, string source)
    {
        if (size is { } expected && expected != bytes.Length)
        {
            throw new InvalidDataException($"{source}: manifest {digest}: expected {expected} bytes, got {bytes.Length}");
        }

        using var hasher = digest.CreateHasher();
        hasher.AppendData(bytes);
        var hash = hasher.GetHashAndReset();
        return digest.Matches(hash)
            ? new RawManifest(bytes, ManifestParser.KindOf(bytes, mediaType, source))
            : throw new InvalidDataException($"{source}: manifest {digest}: its bytes have the digest {digest.Algorithm}:{Convert.ToHexStringLower(hash)}");
    }
}
