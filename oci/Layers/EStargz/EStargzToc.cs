using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.EStargz;

/// <summary>The table of contents of an eStargz blob as it lies there: the only file, <c>stargz.index.json</c>, of a tar in a gzip member.</summary>
public static class EStargzToc
{
    /// <summary>Decompresses the table of contents and proves it.</summary>
    /// <param name="section">The bytes of the blob that <see cref="EStargzFooter.Section"/> names.</param>
    /// <param name="digest">The digest of the JSON: <see cref="EStargzFooter.FindDigest"/>.</param>
    /// <param name="limits">What it may cost.</param>
    /// <returns>The JSON.</returns>
    /// <exception cref="InvalidDataException">It is corrupt, has other bytes, or goes beyond a limit.</exception>
    public static byte[] Unpack(ReadOnlyMemory<byte> section, Digest digest, TocLimits? limits = null) => throw new NotImplementedException();
}
