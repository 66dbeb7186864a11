using System.IO.Compression;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;

namespace GraphDriver.Oci.Tests.Layers.TarSplit;

/// <summary>Takes a tar apart as a pull does and puts it together again.</summary>
internal sealed class TarSplitRoundTrip
{
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly Dictionary<int, byte[]> _superseded = [];

    /// <summary>The gzip'ed lines, with superseded content embedded.</summary>
    public byte[] TarSplit { get; private set; } = [];

    public bool Embedded { get; private set; }

    public string Json => new StreamReader(new GZipStream(new MemoryStream(TarSplit), CompressionMode.Decompress)).ReadToEnd();

    public static TarSplitRoundTrip Split(byte[] tar, int piece = 1 << 20)
    {
        var result = new TarSplitRoundTrip();
        var output = new MemoryStream();
        using var writer = new TarSplitWriter(output);
        var reader = new TarReader(new TrickleStream(tar, piece), writer);
        Dictionary<string, int> positions = [];
        while (reader.ReadEntry() is { } entry)
        {
            result.Keep(reader, entry, writer.FilePosition, positions);
        }

        reader.Drain();
        result.TarSplit = output.ToArray();
        if (writer.HasRepeatedNames)
        {
            result.Embed();
        }

        return result;
    }

    public byte[] Join()
    {
        using var reader = new TarSplitReader(new MemoryStream(TarSplit), name => new MemoryStream(_files[TarListingName(name)]));
        var tar = new MemoryStream();
        reader.CopyTo(tar);
        Assert.Equal(0, reader.Read(new byte[1]));
        return tar.ToArray();
    }

    private static string TarListingName(ReadOnlyMemory<byte> name) => Tar.TarListing.Text(name);

    private void Keep(TarReader reader, TarEntry entry, int position, Dictionary<string, int> positions)
    {
        byte[] content = new byte[entry.StoredSize];
        Assert.Equal(content.Length, reader.ReadPayload(content));
        if (entry.SparseMap is not null || content.Length == 0)
        {
            return;
        }

        string name = TarListingName(entry.Name);
        if (positions.TryGetValue(name, out int earlier))
        {
            _superseded.Add(earlier, _files[name]);
        }

        positions[name] = position;
        _files[name] = content;
    }

    private void Embed()
    {
        var output = new MemoryStream();
        TarSplitEmbedder.Embed(
            new MemoryStream(TarSplit), output, (position, _) => _superseded.TryGetValue(position, out byte[]? content) ? new MemoryStream(content) : null);
        TarSplit = output.ToArray();
        Embedded = true;
    }
}
