using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>
/// Writes zstd:chunked: the frames of a <see cref="FrameStream"/>, then in skippable frames the table of contents, the tar-split and the
/// <see cref="ChunkedFooter"/>.
/// </summary>
/// <param name="level">The level of zstd.</param>
/// <param name="workers">How many threads compress.</param>
internal sealed class ChunkedLayerEncoder(int level, int workers) : LayerEncoder
{
    public override LayerFormat Format => LayerFormat.ZstdChunked;

    public override EncodedLayer Encode(Stream tar, Stream blob, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tar);
        ArgumentNullException.ThrowIfNull(blob);
        using var output = new BlobWriter(blob);
        using var compressors = new ZstdCompressors(level);
        using var toc = new TocSection(level);
        using var tarSplit = new CompressedSectionWriter(level);
        using var frames = new FrameStream(compressors, workers, output, toc.Add, cancellationToken);
        string? obstacle = WriteFrames(tar, frames, tarSplit, toc);
        DiffId diffId = frames.Complete();
        if (output.Position == 0)
        {
            output.Write(compressors.EmptyFrame());
        }

        obstacle ??= toc.Obstacle;
        var annotations = new Dictionary<string, string>();
        if (obstacle is null)
        {
            WriteSections(output, toc, tarSplit, annotations);
        }

        return new EncodedLayer
        {
            Format = obstacle is null ? LayerFormat.ZstdChunked : LayerFormat.Zstd,
            MediaType = MediaType.OciLayerZstd,
            Digest = output.GetDigest(),
            Size = output.Position,
            DiffId = diffId,
            TarSize = frames.TarSize,
            Annotations = annotations,
            Obstacle = obstacle,
        };
    }

    private static string? WriteFrames(Stream tar, FrameStream frames, CompressedSectionWriter tarSplit, TocSection toc)
    {
        using var split = new TarSplitWriter(tarSplit, compress: false);
        var sink = new ChunkedLayerSink(frames, split);
        var reader = new TarReader(tar, sink);
        while (reader.ReadEntry() is { } entry)
        {
            sink.Begin(entry);
            if (sink.Obstacle is not null)
            {
                toc.GiveUp();
            }
        }

        reader.Drain();
        return sink.Obstacle;
    }

    private static void WriteSections(BlobWriter output, TocSection toc, CompressedSectionWriter tarSplit, Dictionary<string, string> annotations)
    {
        tarSplit.Complete();
        toc.Complete(Digest.Sha256Of(tarSplit.Bytes));
        long tocOffset = SkippableFrame.Write(output, toc.Section.Bytes);
        long tarSplitOffset = SkippableFrame.Write(output, tarSplit.Bytes);
        var sections = new ChunkedAnnotations
        {
            TocDigest = Digest.Sha256Of(toc.Section.Bytes),
            Toc = new CompressedSection(tocOffset, toc.Section.Bytes.Length, toc.Section.UncompressedLength),
            TarSplit = new CompressedSection(tarSplitOffset, tarSplit.Bytes.Length, tarSplit.UncompressedLength),
        };
        Span<byte> footer = stackalloc byte[ChunkedFooter.Size];
        new ChunkedFooter(sections.Toc, sections.TarSplit.Value).WriteTo(footer);
        output.Write(footer);
        sections.WriteTo(annotations);
    }
}
