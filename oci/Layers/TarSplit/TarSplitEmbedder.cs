using System.IO.Compression;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// Rewrites a tar-split so that it holds the content of entries which a later entry of the same layer replaced or removed.
/// Their content cannot be found by name in the finished layer, and tar-split's own reader refuses two entries of one name.
/// </summary>
public static class TarSplitEmbedder
{
    /// <summary>
    /// Copies <paramref name="tarSplit"/> to <paramref name="output"/>, with the content of superseded entries in place of their lines.
    /// Lines of entries without content, which say nothing, are left out.
    /// </summary>
    /// <param name="tarSplit">What <see cref="TarSplitWriter"/> wrote; stays open.</param>
    /// <param name="output">Gets the gzip stream; stays open.</param>
    /// <param name="openSuperseded">
    /// Given the <see cref="TarSplitWriter.FilePosition"/> of an entry with content and its name, valid during the call: that content
    /// if the entry was superseded, else null. Called in the order of the positions. The stream is disposed of here.
    /// </param>
    /// <exception cref="InvalidDataException">A content is not the one that the entry had, or the tar-split is malformed.</exception>
    public static void Embed(Stream tarSplit, Stream output, Func<int, ReadOnlyMemory<byte>, Stream?> openSuperseded)
    {
        ArgumentNullException.ThrowIfNull(tarSplit);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(openSuperseded);
        var lines = new TarSplitLineReader(LayerDecompressor.Open(tarSplit, "tar-split", out _));
        using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        var writer = new TarSplitLineWriter(gzip);
        while (lines.Read())
        {
            if (lines.Type == TarSplitEntryType.Segment)
            {
                writer.WriteSegment(lines.Segment);
            }
            else if (lines.Size > 0)
            {
                CopyFile(lines, writer, openSuperseded(lines.Position, lines.Name));
            }
        }

        writer.Flush();
    }

    private static void CopyFile(TarSplitLineReader lines, TarSplitLineWriter writer, Stream? superseded)
    {
        if (superseded is null)
        {
            writer.WriteFile(lines.Name.Span, lines.Size, lines.Checksum);
            return;
        }

        using var content = new FileContent(superseded, lines.Name, lines.Size, lines.Checksum);
        byte[] buffer = new byte[(int)Math.Min(lines.Size, TarSplitWriter.TrailingSegmentSize)];
        for (int count = content.Read(buffer); count > 0; count = content.Read(buffer))
        {
            writer.WriteSegment(buffer.AsSpan(0, count));
        }
    }
}
