namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>A file whose content a tar-split leaves to the layer.</summary>
/// <param name="Name">The name of its tar entry, not cleaned; valid until the next is read.</param>
/// <param name="Size">The content's length in bytes; above 0.</param>
/// <param name="Checksum">The content's <see cref="Crc64"/>.</param>
public readonly record struct TarSplitFile(ReadOnlyMemory<byte> Name, long Size, ulong Checksum);
