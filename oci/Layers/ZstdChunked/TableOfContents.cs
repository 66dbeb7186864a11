using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// The table of contents of a layer, of zstd:chunked
/// (https://github.com/containers/storage/blob/v1.57.2/pkg/chunked/internal/minimal/compression.go) or of eStargz
/// (https://github.com/containerd/stargz-snapshotter/blob/main/docs/estargz.md). What one says is checked as a whole: an object of this type
/// has no name twice, no chunk outside of the blob's content or over another one, and no file that its chunks do not cover exactly. Whether
/// digests are those of the content, only the content shows.
/// </summary>
/// <remarks>May be used from several threads at once.</remarks>
public sealed class TableOfContents
{
    private readonly NameTable _names;

    /// <exception cref="InvalidDataException">Two files have one name.</exception>
    internal TableOfContents(LayerCompression compression, IReadOnlyList<TocFile> files, Digest tarSplitDigest)
    {
        (Compression, Files, TarSplitDigest) = (compression, files, tarSplitDigest);
        _names = new NameTable(files);
    }

    /// <summary>What chunks are: <see cref="LayerCompression.Zstd"/> frames or <see cref="LayerCompression.Gzip"/> members.</summary>
    public LayerCompression Compression { get; }

    /// <summary>The files in the table's order, which need not be the tar's; of eStargz without the table itself (<see cref="EStargz.EStargzToc.Entry"/>).</summary>
    public IReadOnlyList<TocFile> Files { get; }

    /// <summary>The digest of the compressed tar-split; empty where the layer has none, as of eStargz, or none that can be trusted.</summary>
    public Digest TarSplitDigest { get; }

    /// <summary>The file whose name has exactly these bytes; null where there is none.</summary>
    public TocFile? Find(ReadOnlySpan<byte> name) => _names.Find(name);

    /// <summary>Reads the JSON of a zstd:chunked layer to its end.</summary>
    /// <param name="json">The JSON, decompressed and from bytes that were proven: see <see cref="CompressedSection.Open"/>.</param>
    /// <param name="contentEnd">The end of the part of the blob in which content may lie: <see cref="ChunkedAnnotations.ContentEnd"/>.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="InvalidDataException">It is no such JSON, contradicts itself, or goes beyond a limit; the entry is named.</exception>
    public static TableOfContents ReadZstdChunked(Stream json, long contentEnd, TocLimits? limits = null) =>
        TocReader.Read(json, LayerCompression.Zstd, contentEnd, limits ?? TocLimits.Default);

    /// <summary>Reads the JSON of an eStargz layer to its end.</summary>
    /// <param name="json">The JSON, decompressed and proven.</param>
    /// <param name="contentEnd">Where the table of contents begins in the blob.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="InvalidDataException">As for zstd:chunked; also where several files share one gzip member (<c>innerOffset</c>).</exception>
    public static TableOfContents ReadEStargz(Stream json, long contentEnd, TocLimits? limits = null) =>
        TocReader.Read(json, LayerCompression.Gzip, contentEnd, limits ?? TocLimits.Default);
}
