using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GraphDriver.Oci.Tests.Transports;

/// <summary>Writes tar archives as other tools do.</summary>
internal sealed class Archive(TarEntryFormat format = TarEntryFormat.Ustar)
{
    private readonly List<Action<TarWriter>> _entries = [];

    public Archive File(string name, byte[] content)
    {
        _entries.Add(writer =>
        {
            var entry = Entry(TarEntryType.RegularFile, name);
            entry.DataStream = new MemoryStream(content);
            writer.WriteEntry(entry);
        });
        return this;
    }

    public Archive File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public Archive Directory(string name)
    {
        _entries.Add(writer => writer.WriteEntry(Entry(TarEntryType.Directory, name)));
        return this;
    }

    public Archive Link(TarEntryType type, string name, string target)
    {
        _entries.Add(writer =>
        {
            var entry = Entry(type, name);
            entry.LinkName = target;
            writer.WriteEntry(entry);
        });
        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            _entries.ForEach(write => write(writer));
        }

        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }

    private TarEntry Entry(TarEntryType type, string name) => format switch
    {
        TarEntryFormat.Pax => new PaxTarEntry(type, name),
        TarEntryFormat.Gnu => new GnuTarEntry(type, name),
        _ => new UstarTarEntry(type, name),
    };
}
