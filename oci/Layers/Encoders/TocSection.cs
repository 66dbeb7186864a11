using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>The table of contents of a layer while it grows.</summary>
internal sealed class TocSection : IDisposable
{
    // What podman reads: maxTocSize in containers/storage.
    private const long MaxSize = 150 << 20;

    private readonly TocWriter _toc;
    private bool _givenUp;

    public TocSection(int level)
    {
        Section = new CompressedSectionWriter(level);
        _toc = new TocWriter(Section);
    }

    /// <summary>Gets it.</summary>
    public CompressedSectionWriter Section { get; }

    /// <summary>Why it is of no use; null where it is.</summary>
    public string? Obstacle => Section.UncompressedLength > MaxSize ? $"its table of contents takes more than {MaxSize} bytes" : null;

    /// <summary>Adds an entry, all of whose content is written.</summary>
    public void Add(ChunkedFile file)
    {
        if (!_givenUp && Obstacle is null)
        {
            file.WriteTo(_toc);
        }
    }

    /// <summary>The layer can have none: nothing is added any more.</summary>
    public void GiveUp() => _givenUp = true;

    /// <summary>Ends it.</summary>
    public void Complete(Digest tarSplitDigest)
    {
        _toc.Finish(tarSplitDigest);
        Section.Complete();
    }

    public void Dispose()
    {
        _toc.Dispose();
        Section.Dispose();
    }
}
