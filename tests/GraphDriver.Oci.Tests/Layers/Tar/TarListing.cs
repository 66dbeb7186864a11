using System.Text;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Tests.Layers.Tar;

/// <summary>What a reader makes of a tar: one line an entry, its content aside.</summary>
internal sealed class TarListing
{
    public List<string> Lines { get; } = [];

    public List<byte[]> Contents { get; } = [];

    /// <summary>Every byte that the sink was given, in order: the tar itself if all is well.</summary>
    public MemoryStream Seen { get; } = new();

    /// <summary>How often the sink was told of the end.</summary>
    public int Ended { get; private set; }

    public static TarListing Read(byte[] tar, int piece = 1 << 20, int payloadRead = 1 << 16)
    {
        var listing = new TarListing();
        var reader = new TarReader(new TrickleStream(tar, piece), new Recorder(listing));
        while (reader.ReadEntry() is { } entry)
        {
            listing.Lines.Add(Describe(entry));
            var content = new MemoryStream();
            byte[] buffer = new byte[payloadRead];
            for (int count = reader.ReadPayload(buffer); count > 0; count = reader.ReadPayload(buffer))
            {
                content.Write(buffer, 0, count);
            }

            listing.Contents.Add(content.ToArray());
        }

        reader.Drain();
        reader.Drain();
        Assert.Equal(1, listing.Ended);
        return listing;
    }

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    private static string Describe(TarEntry entry)
    {
        var line = new StringBuilder($"{entry.Type} {Text(entry.Name)}");
        line.Append(entry.LinkName.Length > 0 ? " -> " + Text(entry.LinkName) : "");
        line.Append($" {Convert.ToString(entry.Mode, 8)} {entry.Uid}:{entry.Gid} {entry.Size} {entry.MtimeSeconds}.{entry.MtimeNanoseconds:D9}");
        line.Append(entry.Type is TarEntryType.BlockDevice or TarEntryType.CharacterDevice ? $" {entry.DeviceMajor},{entry.DeviceMinor}" : "");
        foreach (TarXattr xattr in entry.Xattrs)
        {
            line.Append($" {Text(xattr.Name)}={Convert.ToHexString(xattr.Value)}");
        }

        foreach (SparseSegment segment in entry.SparseMap ?? [])
        {
            line.Append($" [{segment.Offset}+{segment.Length}]");
        }

        return line.ToString();
    }

    private sealed class Recorder(TarListing listing) : ITarByteSink
    {
        private long _payloadLeft;

        public void Raw(ReadOnlySpan<byte> bytes)
        {
            Assert.Equal(0, _payloadLeft);
            listing.Seen.Write(bytes);
        }

        public void Entry(ReadOnlySpan<byte> name, long payloadSize)
        {
            Assert.Equal(0, _payloadLeft);
            _payloadLeft = payloadSize;
        }

        public void Payload(ReadOnlySpan<byte> bytes)
        {
            _payloadLeft -= bytes.Length;
            Assert.True(_payloadLeft >= 0);
            listing.Seen.Write(bytes);
        }

        public void EndOfArchive() => Assert.Equal(0, _payloadLeft);

        public void EndOfStream() => listing.Ended++;
    }
}
