using System.Security.Cryptography;
using GraphDriver.Oci.Layers.Compression;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.EStargz;

/// <summary>
/// The table of contents of an eStargz blob as it lies there: the file <c>stargz.index.json</c> of a tar in a gzip member. Since the blob's
/// members are one tar together, it is a file of the layer as well, the last one, which it does not name itself.
/// </summary>
public sealed class EStargzToc
{
    private EStargzToc(TarEntry entry, byte[] json) => (Entry, Json) = (entry, json);

    private static ReadOnlySpan<byte> FileName => "stargz.index.json"u8;

    /// <summary>What the layer's tar says of the file.</summary>
    public TarEntry Entry { get; }

    /// <summary>The file's content.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The file's content as a stream, for <see cref="TableOfContents.ReadEStargz"/>.</summary>
    public Stream OpenJson() => new MemoryReader(Json);

    /// <summary>Decompresses the table of contents and proves it.</summary>
    /// <param name="section">The bytes of the blob that <see cref="EStargzFooter.Section"/> names.</param>
    /// <param name="digest">The digest of the JSON: <see cref="EStargzFooter.FindDigest"/>.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="InvalidDataException">It is corrupt, has other bytes, or goes beyond a limit.</exception>
    public static EStargzToc Unpack(ReadOnlyMemory<byte> section, Digest digest, TocLimits? limits = null)
    {
        using var gzip = LayerDecompressor.Open(new MemoryReader(section), "table of contents", out var compression);
        var tar = new TarReader(gzip);
        if (compression != LayerCompression.Gzip || tar.ReadEntry() is not { Type: TarEntryType.RegularFile } entry || !entry.Name.Span.SequenceEqual(FileName))
        {
            throw new InvalidDataException("table of contents: where the footer says it is, there is no 'stargz.index.json' in a gzip member");
        }

        if (entry.SparseMap is not null || entry.Size > (limits ?? TocLimits.Default).MaxTocSize)
        {
            throw new InvalidDataException($"table of contents: it has {entry.Size} bytes, or holes, where at most {(limits ?? TocLimits.Default).MaxTocSize} may be");
        }

        var json = ReadAll(tar, entry.Size);
        using var hasher = digest.CreateHasher();
        hasher.AppendData(json);
        return digest.Matches(hasher.GetHashAndReset()) ? new EStargzToc(entry, json)
            : throw new InvalidDataException($"table of contents: its bytes have the digest sha256:{Convert.ToHexStringLower(SHA256.HashData(json))}, not {digest}");
    }

    // The size that a header declares is no reason to have so much memory: the bytes are.
    private static byte[] ReadAll(TarReader tar, long size)
    {
        const int step = 4 << 20;
        var json = new byte[Math.Min(size, step)];
        for (var read = 0; read < size;)
        {
            if (read == json.Length)
            {
                Array.Resize(ref json, (int)Math.Min(size, 2L * json.Length));
            }

            read += tar.ReadPayload(json.AsSpan(read));
        }

        return json;
    }
}
