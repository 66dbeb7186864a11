namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>What a tar-split says of a layer's files, without the layer.</summary>
public static class TarSplitListing
{
    /// <summary>The files with content, in the order of the tar. Enumerating to the end proves the compressed whole.</summary>
    /// <param name="tarSplit">The lines, compressed or not. Owned, and closed with the enumeration.</param>
    /// <exception cref="InvalidDataException">The tar-split is malformed or truncated.</exception>
    public static IEnumerable<TarSplitFile> Read(Stream tarSplit)
    {
        ArgumentNullException.ThrowIfNull(tarSplit);
        using var json = LayerDecompressor.Open(tarSplit, "tar-split", out _);
        var lines = new TarSplitLineReader(json);
        while (lines.Read())
        {
            if (lines.Type == TarSplitEntryType.File && lines.Size > 0)
            {
                yield return new TarSplitFile(lines.Name, lines.Size, lines.Checksum);
            }
        }
    }
}
