using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Pull;

/// <summary>Finds the one image that a reference means on a platform, and reads its documents.</summary>
internal static class ImageResolver
{
    private const int MaximumIndexDepth = 4;

    /// <summary>Reads index, manifest and configuration.</summary>
    /// <exception cref="InvalidDataException">A document is malformed, too large, or not what its digest says.</exception>
    /// <exception cref="NotSupportedException">The image is of a kind that cannot be pulled, or not for the platform.</exception>
    public static async Task<ResolvedImage> ResolveAsync(IImageSource source, Platform platform, CancellationToken cancellationToken)
    {
        var topLevel = await source.ReadManifestAsync(null, cancellationToken);
        var raw = topLevel;
        var document = ManifestParser.Parse(raw.Bytes, raw.MediaType, source.Name);
        for (var depth = 0; document is ImageIndex index; depth++)
        {
            if (depth == MaximumIndexDepth)
            {
                throw new InvalidDataException($"{source.Name}: indexes are nested more than {MaximumIndexDepth} deep");
            }

            raw = await source.ReadManifestAsync(index.Select(platform).Digest, cancellationToken);
            document = ManifestParser.Parse(raw.Bytes, raw.MediaType, source.Name);
        }

        return await ReadAsync(source, topLevel, raw, (Manifest)document, cancellationToken);
    }

    /// <summary>Reads what belongs to a manifest.</summary>
    /// <inheritdoc cref="ResolveAsync"/>
    public static async Task<ResolvedImage> ReadAsync(
        IImageSource source, RawManifest topLevel, RawManifest raw, Manifest manifest, CancellationToken cancellationToken)
    {
        var rawConfig = await ReadConfigAsync(source, manifest.Config, cancellationToken);
        var config = ImageConfig.Parse(rawConfig, source.Name);
        config.RequireLayersOf(manifest, source.Name);
        return new ResolvedImage { TopLevel = topLevel, RawManifest = raw, Manifest = manifest, RawConfig = rawConfig, Config = config };
    }

    private static async Task<byte[]> ReadConfigAsync(IImageSource source, Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (descriptor.Size > ImageConfig.MaxSize)
        {
            throw new InvalidDataException(
                $"{source.Name}: the configuration has {descriptor.Size} bytes, more than {ImageConfig.MaxSize}");
        }

        await using var stream = await source.OpenBlobAsync(descriptor, cancellationToken);
        using var bytes = new MemoryStream((int)descriptor.Size);
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
