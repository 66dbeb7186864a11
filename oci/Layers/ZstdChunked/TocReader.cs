using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Reads the JSON of a table of contents and checks what entries say of each other.</summary>
internal static class TocReader
{
    /// <exception cref="InvalidDataException">It is refused, for the reason in the message.</exception>
    public static TableOfContents Read(Stream json, LayerCompression compression, long contentEnd, TocLimits limits)
    {
        ArgumentNullException.ThrowIfNull(json);
        var reader = new TocJsonReader(json, limits);
        var layout = new BlobLayout(contentEnd);
        var files = ReadFiles(reader, new TocFileBuilder(layout, limits));
        if (layout.FindOverlap() is { } overlap)
        {
            var name = files.Find(file => file.Chunks.Any(chunk => chunk.Offset == overlap))!.Name.Span;
            throw new InvalidDataException($"table of contents: a chunk of {ByteText.Quote(name)}, at {overlap}, lies over another one");
        }

        files.ForEach(file => file.CompleteEnds(layout));
        return new TableOfContents(compression, files, reader.TarSplitDigest);
    }

    private static List<TocFile> ReadFiles(TocJsonReader reader, TocFileBuilder builder)
    {
        var files = new List<TocFile>();
        var pool = new BytePool();
        var (file, entry) = (new TocFields(pool), new TocFields(pool));
        while (reader.Read(entry))
        {
            if (entry.Type == TocEntryType.Chunk)
            {
                builder.Continue(entry);
                continue;
            }

            if (file.Number > 0)
            {
                files.Add(builder.Finish());
            }

            (file, entry) = (entry, file);
            builder.Begin(file);
        }

        if (file.Number > 0)
        {
            files.Add(builder.Finish());
        }

        return files;
    }
}
